/** The address under which a draft or a returned request is gone on with. */
import { useParams } from 'react-router';
import { DraftPage } from './DraftPage.tsx';

export function EditRequestPage() {
  const { id = '' } = useParams();
  return <DraftPage key={id} id={id} />;
}
