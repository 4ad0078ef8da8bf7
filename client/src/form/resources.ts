/** What the fields of a form need beside their value: places, equipment, attached documents, the zone and the clock. */
import type { Place } from '@sambung/contract/http';
import { createContext, useContext } from 'react';
import type { UploadOptions } from '../api/upload.ts';

/** A kind of equipment that can be asked for. */
export interface EquipmentChoice {
  id: string;
  name: string;
  note?: string;
  /** Units in stock that work; null when not known. */
  available: number | null;
}

/** An attached document as a field shows it. */
export interface AttachedDocument {
  id: string;
  name: string;
  mediaType: string;
  sizeBytes: number;
}

export interface FormResources {
  /** Zone in which times are written and shown. */
  timeZone: string;
  now: number;
  places: readonly Place[];
  equipment: readonly EquipmentChoice[];
  documents: readonly AttachedDocument[];
  /** Sends a file for a field and answers the id it got. */
  attach?: (fieldKey: string, file: File, options: UploadOptions) => Promise<string>;
  detach?: (documentId: string) => Promise<void>;
  documentUrl?: (documentId: string) => string;
}

const Resources = createContext<FormResources>({
  timeZone: 'Asia/Jakarta',
  now: 0,
  places: [],
  equipment: [],
  documents: [],
});

export const FormResourcesProvider = Resources.Provider;
export const useFormResources = (): FormResources => useContext(Resources);
