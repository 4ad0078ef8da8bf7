/** A text box with line numbers, faulty lines marked, and a way to put the cursor into a line. */
import { type Ref, useImperativeHandle, useRef } from 'react';
import classes from './sop.module.css';

export interface SourceHandle {
  /** Selects the line and brings it into view; lines and columns count from 1. */
  goTo: (line: number, column?: number) => void;
}

interface Props {
  id: string;
  label: string;
  describedBy: string;
  value: string;
  onChange: (value: string) => void;
  faultyLines: ReadonlySet<number>;
  handle: Ref<SourceHandle>;
}

/** As in sop.module.css: the numbers stand beside their lines only while both agree. */
const lineHeightPx = 22;
/** Lines shown above the one that is gone to. */
const linesAbove = 4;

export function SourceText({ id, label, describedBy, value, onChange, faultyLines, handle }: Props) {
  const box = useRef<HTMLTextAreaElement>(null);
  const gutter = useRef<HTMLDivElement>(null);
  const numbers = value.split('\n').map((_, index) => index + 1);
  useImperativeHandle(handle, () => ({
    goTo(line, column = 1) {
      const area = box.current;
      if (!area) return;
      const lines = area.value.split('\n');
      const start = lines.slice(0, line - 1).reduce((sum, one) => sum + one.length + 1, 0);
      const end = start + (lines[line - 1]?.length ?? 0);
      area.focus();
      area.setSelectionRange(Math.min(start + column - 1, end), end);
      area.scrollTop = Math.max(0, line - 1 - linesAbove) * lineHeightPx;
      area.scrollLeft = 0;
      area.scrollIntoView({ block: 'nearest' });
    },
  }));
  return (
    <div className={classes.source}>
      <div ref={gutter} className={classes.gutter} aria-hidden="true">
        {numbers.map((number) => (
          <span key={number} data-faulty={faultyLines.has(number) || undefined}>
            {number}
          </span>
        ))}
      </div>
      <textarea
        ref={box}
        id={id}
        className={classes.text}
        aria-label={label}
        aria-describedby={describedBy}
        aria-invalid={faultyLines.size > 0}
        value={value}
        onChange={(event) => onChange(event.currentTarget.value)}
        onScroll={(event) => {
          if (gutter.current) gutter.current.scrollTop = event.currentTarget.scrollTop;
        }}
        spellCheck={false}
        autoCapitalize="off"
        autoComplete="off"
        wrap="off"
      />
    </div>
  );
}
