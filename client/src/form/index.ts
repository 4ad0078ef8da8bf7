/** Forms from data: rendering, reading back, errors. Knows no request; booking, approvals and the client site profile use it. */
export { Answers, hasAnswers } from './Answers.tsx';
export { checkForm } from './check.ts';
export { ErrorSummary } from './ErrorSummary.tsx';
export { errorsByPath, type FieldErrors, focusField, withoutField } from './errors.ts';
export { FormFields } from './FormFields.tsx';
export { useText as useFormText } from './messages.ts';
export {
  type AttachedDocument,
  type EquipmentChoice,
  type FormResources,
  FormResourcesProvider,
  useFormResources,
} from './resources.ts';
export { UploadControl } from './UploadControl.tsx';
export { checkFile } from './upload-check.ts';
export { asNumber, asPeriod, asText, isEmpty, type Value } from './values.ts';
