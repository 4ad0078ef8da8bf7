/** A refusal that the server is told about: one of the contract's JSON-RPC codes and a sentence for its log. */
import { sfuErrorCodes } from '@sambung/contract/sfu';

export type SfuErrorName = keyof typeof sfuErrorCodes;

export class SfuError extends Error {
  readonly code: number;

  constructor(name: SfuErrorName, message: string) {
    super(message);
    this.code = sfuErrorCodes[name];
  }
}
