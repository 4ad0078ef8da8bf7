/** What those who lead set for everybody: lobby, lock, what participants may do, all hands and microphones, the end. */
import type { PermissionName } from '@sambung/contract/meeting';
import { permissionNames } from '@sambung/contract/meeting';
import { type ReactNode, useState } from 'react';
import { useCompanyText } from './company-messages.ts';
import classes from './people.module.css';
import type { MeetingSession } from './session.ts';
import { useStore } from './use-store.ts';

export function LeadPanel({ session }: { session: MeetingSession }) {
  const c = useCompanyText();
  const { settings } = useStore(session.company.store);
  const { roster } = useStore(session.store);
  const [failed, setFailed] = useState(false);
  const [ending, setEnding] = useState(false);
  const { request } = session.company;
  const done = (answer: Promise<unknown>) => {
    answer.then(
      () => setFailed(false),
      () => setFailed(true),
    );
  };
  const permit = (name: PermissionName, everyone: boolean) =>
    done(request('lead:set', { permissions: { [name]: everyone ? 'everyone' : 'leaders' } }));

  return (
    <details className={classes.lead}>
      <summary>{c('manage')}</summary>
      <Switch
        label={c('lobby')}
        hint={c('lobbyHint')}
        checked={settings.lobby}
        onChange={(lobby) => done(request('lead:set', { lobby }))}
      />
      <Switch
        label={c('lock')}
        hint={c('lockHint')}
        checked={settings.locked}
        onChange={(locked) => done(request('lead:set', { locked }))}
      />
      <fieldset>
        <legend>{c('permissions')}</legend>
        {permissionNames.map((name) => (
          <Switch
            key={name}
            label={c(`permission_${name}`)}
            checked={settings.permissions[name] === 'everyone'}
            onChange={(everyone) => permit(name, everyone)}
          />
        ))}
      </fieldset>
      <button
        type="button"
        className={classes.wide}
        onClick={() => done(request('lead:stop', { source: 'microphone' }))}
      >
        {c('muteAll')}
      </button>
      <button type="button" className={classes.wide} onClick={() => done(request('lead:lower-hands', {}))}>
        {c('lowerAll')}
      </button>
      {roster.self?.role === 'host' &&
        (ending ? (
          <Sure text={c('endSure')}>
            <button type="button" className={classes.danger} onClick={() => done(request('lead:end', {}))}>
              {c('yes')}
            </button>
            <button type="button" className={classes.wide} onClick={() => setEnding(false)}>
              {c('no')}
            </button>
          </Sure>
        ) : (
          <button type="button" className={classes.danger} onClick={() => setEnding(true)}>
            {c('endAll')}
          </button>
        ))}
      {failed && <p role="alert">{c('failed')}</p>}
    </details>
  );
}

function Sure({ text, children }: { text: string; children: ReactNode }) {
  return (
    <div role="alert" className={classes.sure}>
      <p>{text}</p>
      {children}
    </div>
  );
}

interface SwitchProps {
  label: string;
  hint?: string;
  checked: boolean;
  onChange: (checked: boolean) => void;
}

function Switch({ label, hint, checked, onChange }: SwitchProps) {
  return (
    <label className={classes.switch}>
      <input
        type="checkbox"
        role="switch"
        checked={checked}
        aria-checked={checked}
        onChange={(event) => onChange(event.currentTarget.checked)}
      />
      <span>
        {label}
        {hint && <small>{hint}</small>}
      </span>
    </label>
  );
}
