/** Gives the forms of a case what they need: places, equipment, the case's documents, its zone. */
import type { CaseDetail } from '@sambung/contract/request';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { equipmentQuery, placesQuery } from '../api/queries.ts';
import { deleteDocument, documentUrl, postDocument } from '../api/requests.ts';
import { FormResourcesProvider } from '../form/index.ts';

interface Props {
  request: CaseDetail;
  now: number;
  onChanged: (detail: CaseDetail) => void;
  children: ReactNode;
}

export function CaseForms({ request, now, onChanged, children }: Props) {
  const places = useQuery(placesQuery);
  const equipment = useQuery(equipmentQuery);
  return (
    <FormResourcesProvider
      value={{
        timeZone: request.timeZone,
        now,
        places: places.data ?? [],
        equipment: equipment.data ?? [],
        documents: request.documents,
        documentUrl: (id) => documentUrl(request.id, id),
        attach: async (kind, file, options) => {
          const { added, detail } = await postDocument(request.id, kind, file, options);
          onChanged(detail);
          return added.id;
        },
        detach: async (id) => onChanged(await deleteDocument(request.id, id)),
      }}
    >
      {children}
    </FormResourcesProvider>
  );
}
