/** Sharing the own screen: the button, and while one shares what the others see and how to end it. */
import { IconScreenShare, IconScreenShareOff } from '@tabler/icons-react';
import { useCompanyText } from './company-messages.ts';
import type { LocalMedia } from './local-media.ts';
import { useText } from './messages.ts';
import classes from './room.module.css';
import { shortcuts } from './shortcuts.ts';
import { ToolText } from './ToolText.tsx';
import { useStore } from './use-store.ts';

/** Absent where the browser cannot share, as on phones. */
export function ShareButton({ local, refused }: { local: LocalMedia; refused: boolean }) {
  const t = useText();
  const c = useCompanyText();
  const { track, pending } = useStore(local.screen.store);
  if (!local.screen.isSupported) return null;
  const isSharing = track !== null;
  const Icon = isSharing ? IconScreenShareOff : IconScreenShare;
  return (
    <button
      type="button"
      className={classes.tool}
      aria-pressed={isSharing}
      aria-disabled={refused}
      aria-keyshortcuts={shortcuts.screen.aria}
      onClick={() => !refused && !pending && toggleShare(local)}
    >
      <span className={classes.toolIcon} data-on-air={isSharing || undefined}>
        <Icon size={24} aria-hidden />
      </span>
      <ToolText name="screen" {...(refused && { state: c('onlyLeaders') })}>
        {t(isSharing ? 'shareStop' : 'share')}
      </ToolText>
    </button>
  );
}

export function toggleShare(local: LocalMedia): void {
  if (local.screen.store.get().track) local.screen.stop();
  else void local.screen.start();
}

/** What stands over the pictures while one shares: unmistakable, with the way to end it and the choice between text and film. */
export function SharingNotice({ local }: { local: LocalMedia }) {
  const t = useText();
  const { track, hint, problem } = useStore(local.screen.store);
  if (problem)
    return (
      <p role="alert" className={classes.banner}>
        {t(`share_${problem}`)}
      </p>
    );
  if (!track) return null;
  return (
    <div role="status" className={classes.sound}>
      <span>{t('sharing')}</span>
      <button
        type="button"
        className={classes.noticeButton}
        aria-pressed={hint === 'motion'}
        onClick={() => local.screen.setHint(hint === 'motion' ? 'detail' : 'motion')}
      >
        {t('shareMotion')}
      </button>
      <button type="button" className={classes.soundButton} onClick={() => local.screen.stop()}>
        {t('shareStop')}
      </button>
    </div>
  );
}
