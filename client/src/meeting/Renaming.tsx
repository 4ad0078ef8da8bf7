/** The field for another name, somebody else's or one's own; the server refuses what is not allowed. */
import { type FormEvent, useEffect, useRef, useState } from 'react';
import { useCompanyText } from './company-messages.ts';
import classes from './people.module.css';

interface Props {
  name: string;
  onRename: (name: string) => Promise<unknown>;
  onDone: () => void;
}

export function Renaming({ name, onRename, onDone }: Props) {
  const c = useCompanyText();
  const [typed, setTyped] = useState(name);
  const [failed, setFailed] = useState(false);
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => field.current?.select(), []);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const displayName = typed.trim();
    if (displayName === '') return;
    onRename(displayName).then(onDone, () => setFailed(true));
  };
  return (
    <>
      <form className={classes.tell} onSubmit={submit}>
        <input
          ref={field}
          aria-label={c('renameTo')}
          maxLength={80}
          value={typed}
          onChange={(event) => setTyped(event.currentTarget.value)}
        />
        <button type="submit">{c('save')}</button>
      </form>
      {failed && <p role="alert">{c('failed')}</p>}
    </>
  );
}
