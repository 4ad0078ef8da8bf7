/** Pages on which administrators keep their institution's procedures, and the editor of such texts. */
export { NewProcedurePage } from './NewProcedurePage.tsx';
export { ProcedurePage } from './ProcedurePage.tsx';
export { ProceduresPage } from './ProceduresPage.tsx';
export { TextEditor } from './TextEditor.tsx';
export { useDraft } from './use-draft.ts';
