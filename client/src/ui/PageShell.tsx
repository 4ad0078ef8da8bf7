/** The frame of the office screens: brand, navigation, the person's menu, one page. It shows what it is given and knows no feature. */
import { ActionIcon, Button, Group, Popover, Text, UnstyledButton, VisuallyHidden } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconChevronDown, IconLogout, IconMenu2, IconUserCircle, IconX } from '@tabler/icons-react';
import { type ReactNode, useEffect, useRef } from 'react';
import { NavLink, useLocation } from 'react-router';
import { Brand } from './Brand.tsx';
import { DemoBanner } from './DemoBanner.tsx';
import { LanguageSwitch } from './LanguageSwitch.tsx';
import { useText } from './messages.ts';
import { ServerAwayNotice } from './ServerAwayNotice.tsx';
import classes from './shell.module.css';
import { ThemeSwitch } from './ThemeSwitch.tsx';

export interface NavItem {
  to: string;
  label: string;
}
interface Props {
  nav: NavItem[];
  /** Who is signed in, what they are, and the institution they act for. */
  person: { name: string; roles: string; institution: string };
  /** The person's own page. */
  account: NavItem;
  signOutLabel: string;
  menuLabel: string;
  navLabel: string;
  onSignOut: () => void;
  demo: boolean;
  /** Small controls beside the person's menu, shown at every width. */
  tools?: ReactNode;
  children: ReactNode;
}

export function PageShell({
  nav,
  person,
  account,
  signOutLabel,
  menuLabel,
  navLabel,
  onSignOut,
  demo,
  tools,
  children,
}: Props) {
  const t = useText();
  const [opened, { toggle, close }] = useDisclosure(false);
  const { pathname } = useLocation();
  const mainRef = useRef<HTMLElement>(null);
  const lastPath = useRef(pathname);
  useEffect(() => {
    if (lastPath.current === pathname) return;
    lastPath.current = pathname;
    close();
    window.scrollTo(0, 0);
    // A page change moves the reader to the new page, as a full load would.
    mainRef.current?.focus({ preventScroll: true });
  }, [pathname, close]);
  const links = nav.map((item) => (
    <NavLink key={item.to} to={item.to} end className={classes.navLink ?? ''}>
      {item.label}
    </NavLink>
  ));
  return (
    <div className={classes.frame}>
      <a href="#main" className={classes.skip}>
        {t('skip')}
      </a>
      {demo && <DemoBanner />}
      <header className={classes.header}>
        <div className={classes.headerInner}>
          <NavLink to="/" className={classes.brand ?? ''} aria-label={t('home')}>
            <Brand />
          </NavLink>
          <nav className={classes.nav} aria-label={navLabel}>
            {links}
          </nav>
          <Group gap="xs" wrap="nowrap" className={classes.tools ?? ''}>
            {tools}
          </Group>
          <Group gap="xs" wrap="nowrap" visibleFrom="md">
            <LanguageSwitch />
            <ThemeSwitch />
            <Popover position="bottom-end" width={280} shadow="md" withinPortal={false} trapFocus returnFocus>
              <Popover.Target>
                <UnstyledButton className={classes.person}>
                  <IconUserCircle size={26} stroke={1.6} aria-hidden />
                  <span className={classes.personName}>{person.name}</span>
                  <VisuallyHidden>{menuLabel}</VisuallyHidden>
                  <IconChevronDown size={16} aria-hidden />
                </UnstyledButton>
              </Popover.Target>
              <Popover.Dropdown aria-label={menuLabel}>
                <PersonCard person={person} />
                <Button
                  component={NavLink}
                  to={account.to}
                  variant="default"
                  fullWidth
                  mt="md"
                  leftSection={<IconUserCircle size={18} aria-hidden />}
                >
                  {account.label}
                </Button>
                <Button
                  variant="default"
                  fullWidth
                  mt="xs"
                  leftSection={<IconLogout size={18} aria-hidden />}
                  onClick={onSignOut}
                >
                  {signOutLabel}
                </Button>
              </Popover.Dropdown>
            </Popover>
          </Group>
          <ActionIcon
            hiddenFrom="md"
            color="gray"
            c="var(--ink)"
            onClick={toggle}
            aria-label={menuLabel}
            aria-expanded={opened}
            aria-controls="narrow-menu"
          >
            {opened ? <IconX size={26} aria-hidden /> : <IconMenu2 size={26} aria-hidden />}
          </ActionIcon>
        </div>
        {opened && (
          <div id="narrow-menu" className={classes.drawer}>
            <PersonCard person={person} />
            <nav aria-label={navLabel} className={classes.drawerNav}>
              {links}
              <NavLink to={account.to} className={classes.navLink ?? ''}>
                {account.label}
              </NavLink>
              <UnstyledButton className={classes.navLink} onClick={onSignOut}>
                {signOutLabel}
              </UnstyledButton>
            </nav>
            <Group justify="space-between">
              <LanguageSwitch />
              <ThemeSwitch />
            </Group>
          </div>
        )}
      </header>
      <ServerAwayNotice />
      <main id="main" ref={mainRef} tabIndex={-1} className={classes.main}>
        {children}
      </main>
    </div>
  );
}

function PersonCard({ person }: { person: Props['person'] }) {
  return (
    <div className={classes.personCard}>
      <Text fw={700}>{person.name}</Text>
      <Text size="sm" c="dimmed">
        {person.roles}
      </Text>
      <Text size="sm" c="dimmed">
        {person.institution}
      </Text>
    </div>
  );
}
