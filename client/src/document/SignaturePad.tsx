/** A place to draw a signature with finger, pen or mouse. Whoever uses a keyboard types the name instead. */
import { Button, Text } from '@mantine/core';
import { signatureBox } from '@sambung/contract/document';
import { IconEraser } from '@tabler/icons-react';
import type { PointerEvent } from 'react';
import classes from './document.module.css';
import { useText } from './messages.ts';
import { extend, type Point, pathOf, type Stroke } from './signature-path.ts';

interface Props {
  strokes: readonly Stroke[];
  onChange: (strokes: readonly Stroke[]) => void;
  error: string | undefined;
}

export function SignaturePad({ strokes, onChange, error }: Props) {
  const t = useText();
  function pointOf(event: PointerEvent<SVGSVGElement>): Point {
    const box = event.currentTarget.getBoundingClientRect();
    return {
      x: ((event.clientX - box.left) / box.width) * signatureBox.width,
      y: ((event.clientY - box.top) / box.height) * signatureBox.height,
    };
  }
  return (
    <div>
      <svg
        className={classes.pad}
        viewBox={`0 0 ${signatureBox.width} ${signatureBox.height}`}
        role="img"
        aria-label={t('pad')}
        onPointerDown={(event) => {
          event.currentTarget.setPointerCapture(event.pointerId);
          onChange([...strokes, [pointOf(event)]]);
        }}
        onPointerMove={(event) => {
          const last = strokes.at(-1);
          if (!last || !event.currentTarget.hasPointerCapture(event.pointerId)) return;
          onChange([...strokes.slice(0, -1), extend(last, pointOf(event))]);
        }}
      >
        {strokes.length === 0 && (
          <text x={signatureBox.width / 2} y={signatureBox.height / 2} textAnchor="middle" fontSize="22" fill="#555">
            {t('padHint')}
          </text>
        )}
        <path d={pathOf(strokes)} />
      </svg>
      {error !== undefined && (
        <Text role="alert" size="sm" c="var(--mantine-color-error)">
          {error}
        </Text>
      )}
      <Button
        mt="xs"
        variant="default"
        leftSection={<IconEraser size={20} aria-hidden />}
        disabled={strokes.length === 0}
        onClick={() => onChange([])}
      >
        {t('clear')}
      </Button>
    </div>
  );
}
