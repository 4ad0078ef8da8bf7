/** Pages on which administrators keep their institution's procedures. */
export { NewProcedurePage } from './NewProcedurePage.tsx';
export { ProcedurePage } from './ProcedurePage.tsx';
export { ProceduresPage } from './ProceduresPage.tsx';
