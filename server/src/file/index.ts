/** Files: a content-addressed store under the data folder, uploads that are durable before they are acknowledged, downloads that cannot run. */
export { startFileCollection } from './collector.ts';
export { contentPath, sha256Of } from './file.ts';
export { sendBytes, sendFile } from './send.ts';
export { collectFiles, type FileSource, getFile, readFile, type StoredFile, storeFile } from './store.ts';
export { dropUpload, type ReceivedFile, readUpload, type Upload, type UploadLimits } from './upload.ts';
