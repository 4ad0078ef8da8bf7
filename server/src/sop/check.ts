/** Checks the YAML text of a procedure: syntax, shape and rules, each fault with the line and column an admin must look at. */
import { type SopCheck, sopDocumentSchema } from '@sambung/contract/sop';
import { checkText } from '../source/index.ts';
import { faultsOfForms } from './form-rules.ts';
import { faultsOfPolicies } from './policy-rules.ts';
import { faultsOfSteps } from './step-rules.ts';

/** What is wrong with a source, or the document it means. Never throws on any text. */
export function checkSource(source: string): SopCheck {
  return checkText(source, sopDocumentSchema, (document) => [
    ...faultsOfForms(document),
    ...faultsOfSteps(document),
    ...faultsOfPolicies(document),
  ]);
}
