/** Printed documents on screen: signatures, signing, and the public proof of a paper. */
export { PrintSignatures } from './PrintSignatures.tsx';
export { ProofPage } from './ProofPage.tsx';
