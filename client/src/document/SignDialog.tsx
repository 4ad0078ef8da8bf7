/** Signing a printed document: who, where, typed or drawn, over the content that is there now. */
import { Anchor, Button, CloseButton, Group, Modal, SegmentedControl, Text, TextInput } from '@mantine/core';
import type { Print, SignatureSide } from '@sambung/contract/document';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { postSignature } from '../api/documents.ts';
import { printUrl } from '../api/requests.ts';
import { useLanguage } from '../ui/i18n.ts';
import { ProblemAlert } from '../ui/ProblemAlert.tsx';
import classes from './document.module.css';
import { useText } from './messages.ts';
import { SignaturePad } from './SignaturePad.tsx';
import { pathOf, type Stroke } from './signature-path.ts';

interface Props {
  requestId: string;
  print: Print;
  side: SignatureSide;
  /** Who signs, as far as is known. */
  name: string;
  onClose: () => void;
  onSigned: () => void;
}

export function SignDialog({ requestId, print, side, name, onClose, onSigned }: Props) {
  const t = useText();
  const language = useLanguage();
  const [signerName, setSignerName] = useState(name);
  const [placeName, setPlaceName] = useState('');
  const [kind, setKind] = useState<'typed' | 'drawn'>('typed');
  const [strokes, setStrokes] = useState<readonly Stroke[]>([]);
  const [tried, setTried] = useState(false);
  const signing = useMutation({
    mutationFn: () =>
      postSignature(requestId, print.document, {
        side,
        contentHash: print.contentHash,
        signerName: signerName.trim(),
        placeName: placeName.trim(),
        mark: kind === 'typed' ? { kind } : { kind, svgPath: pathOf(strokes) },
      }),
    onSuccess: onSigned,
  });
  const missing = {
    name: signerName.trim() === '' ? t('nameMissing') : undefined,
    place: placeName.trim() === '' ? t('placeMissing') : undefined,
    mark: kind === 'drawn' && strokes.length === 0 ? t('nothingDrawn') : undefined,
  };
  const shown: Partial<typeof missing> = tried ? missing : {};
  function submit() {
    setTried(true);
    if (Object.values(missing).every((one) => one === undefined)) signing.mutate();
  }
  return (
    // In parts, because the whole one heads itself with a second banner landmark.
    <Modal.Root opened onClose={onClose} size="lg">
      <Modal.Overlay />
      <Modal.Content>
        <Modal.Body className={classes.dialog ?? ''}>
          <Group justify="space-between" wrap="nowrap" align="start" mb="sm">
            <Modal.Title className={classes.dialogTitle ?? ''}>
              {t('dialogTitle', { document: print.name[language] })}
            </Modal.Title>
            <CloseButton size={44} aria-label={t('cancel')} onClick={onClose} />
          </Group>
          <form
            noValidate
            className={classes.form}
            onSubmit={(event) => {
              event.preventDefault();
              submit();
            }}
          >
            <Anchor href={printUrl(requestId, print.document, language)} target="_blank">
              {t('readFirst')}
            </Anchor>
            <TextInput
              label={t('signerName')}
              required
              maxLength={120}
              autoComplete="name"
              value={signerName}
              error={shown.name}
              onChange={(event) => setSignerName(event.currentTarget.value)}
            />
            <TextInput
              label={t('placeName')}
              description={t('placeHelp')}
              required
              maxLength={120}
              value={placeName}
              error={shown.place}
              onChange={(event) => setPlaceName(event.currentTarget.value)}
            />
            <SegmentedControl
              aria-label={t('method')}
              value={kind}
              onChange={(value) => setKind(value === 'drawn' ? 'drawn' : 'typed')}
              data={[
                { value: 'typed', label: t('typed') },
                { value: 'drawn', label: t('drawn') },
              ]}
            />
            {kind === 'typed' ? (
              <figure style={{ margin: 0 }}>
                <div className={classes.typed}>{signerName || '…'}</div>
                <Text component="figcaption" size="sm" mt={4}>
                  {t('typedPreview')}
                </Text>
              </figure>
            ) : (
              <SignaturePad strokes={strokes} onChange={setStrokes} error={shown.mark} />
            )}
            <Text size="sm">{t('statement', { hash: print.contentHash.slice(0, 16) })}</Text>
            <ProblemAlert error={signing.error} />
            <Group justify="flex-end">
              <Button variant="default" onClick={onClose}>
                {t('cancel')}
              </Button>
              <Button type="submit" loading={signing.isPending}>
                {t('sign')}
              </Button>
            </Group>
          </form>
        </Modal.Body>
      </Modal.Content>
    </Modal.Root>
  );
}
