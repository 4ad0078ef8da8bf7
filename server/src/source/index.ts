/** Texts that admins write in YAML (procedures, rubrics): what is wrong with them, by line and column. */
export { type CheckedText, checkText } from './check-text.ts';
export { type Fault, fault } from './fault.ts';
