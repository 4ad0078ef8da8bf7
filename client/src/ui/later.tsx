/** Pages whose code comes when they are first shown. */
import { type ComponentType, useEffect, useState } from 'react';
import { PageLoading } from './PageLoading.tsx';

type Outcome = { readonly Page: ComponentType } | { readonly error: unknown };
interface Code {
  readonly load: () => Promise<ComponentType>;
  outcome: Outcome | null;
}

/**
 * A page that shows the waiting sign until `load` has brought it; a failure is thrown to the error boundary. Not React's `lazy`: after a waiting sign React holds
 * back what was suspended for 300 ms, however soon it came, and a page of the office stands in a frame that comes the same way.
 */
export function later(load: () => Promise<ComponentType>): ComponentType {
  const code: Code = { load, outcome: null };
  return () => <Later code={code} />;
}

function Later({ code }: { code: Code }) {
  const [outcome, setOutcome] = useState(code.outcome);
  useEffect(() => {
    if (outcome !== null) return;
    code.load().then(
      (Page) => {
        code.outcome = { Page };
        setOutcome(code.outcome);
      },
      (error: unknown) => setOutcome({ error }),
    );
  }, [code, outcome]);
  if (outcome === null) return <PageLoading />;
  if ('error' in outcome) throw outcome.error;
  return <outcome.Page />;
}
