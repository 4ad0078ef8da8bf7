/** The people of the demo, one button each; choosing fills the sign-in form. */
import { Text, UnstyledButton, VisuallyHidden } from '@mantine/core';
import type { SessionState } from '@sambung/contract/http';
import { IconCheck } from '@tabler/icons-react';
import classes from './account.module.css';
import { useText } from './messages.ts';

type DemoPerson = NonNullable<SessionState['demoPeople']>[number];
interface Props {
  people: DemoPerson[];
  /** Email of the person whose details are in the form. */
  chosen: string;
  onChoose: (person: DemoPerson) => void;
}

export function DemoPeople({ people, chosen, onChoose }: Props) {
  const t = useText();
  const current = people.find((person) => person.email === chosen);
  return (
    <section aria-labelledby="demo-people" className={classes.demo}>
      <Text id="demo-people" component="h2" fw={700}>
        {t('demoTitle')}
      </Text>
      <Text size="sm" mb="xs">
        {t('demoText')}
      </Text>
      <ul className={classes.people}>
        {people.map((person) => (
          <li key={person.email}>
            <UnstyledButton
              className={classes.demoPerson}
              aria-pressed={person.email === chosen}
              onClick={() => onChoose(person)}
            >
              <span>
                <span className={classes.demoName}>{person.name}</span>
                <span className={classes.demoRoles}>{person.roles.map((role) => t(role)).join(', ')}</span>
              </span>
              {person.email === chosen && <IconCheck size={20} aria-hidden />}
            </UnstyledButton>
          </li>
        ))}
      </ul>
      <VisuallyHidden role="status">{current && t('demoChosen', { name: current.name })}</VisuallyHidden>
    </section>
  );
}
