/** Full pictures, few, or none: reversible at any moment, remembered on this computer. */
import { useId } from 'react';
import { useText } from './messages.ts';
import { remember } from './remembered.ts';
import classes from './room.module.css';
import type { Store } from './store.ts';
import { type Thrift, thriftOf, thrifts } from './thrift.ts';
import { useStore } from './use-store.ts';

export function ThriftSwitch({ thrift }: { thrift: Store<Thrift> }) {
  const t = useText();
  const id = useId();
  const chosen = useStore(thrift);
  const choose = (value: string) => {
    const next = thriftOf(value);
    remember({ thrift: next });
    thrift.set(next);
  };
  return (
    <span className={classes.thrift} data-thrifty={chosen !== 'full' || undefined}>
      <label htmlFor={id}>{t('thrift')}</label>
      <select id={id} value={chosen} onChange={(event) => choose(event.currentTarget.value)}>
        {thrifts.map((one) => (
          <option key={one} value={one}>
            {t(`thrift_${one}`)}
          </option>
        ))}
      </select>
    </span>
  );
}
