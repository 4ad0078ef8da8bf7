/** What keeps a device from working, where the person wants it, with the one thing to do; the same trouble with both is told once. */
import { Stack, Text } from '@mantine/core';
import { useState } from 'react';
import { DeviceHelp } from './DeviceHelp.tsx';
import type { LocalMedia } from './local-media.ts';
import classes from './room.module.css';
import { useStore } from './use-store.ts';

interface Props {
  local: LocalMedia;
  /** Said below them. */
  rest: string;
}

export function DeviceProblems({ local, rest }: Props) {
  const groups = useProblems(local);
  if (groups.length === 0) return null;
  return (
    <Stack gap="sm" mt="md">
      {groups.map(({ sources, problem }) => (
        <DeviceHelp
          key={sources.join()}
          sources={sources}
          problem={problem}
          onRetry={() => void local.retry(sources)}
        />
      ))}
      <Text size="sm">{rest}</Text>
    </Stack>
  );
}

/** In the room only what has happened since: what was so already at the door was said there. */
export function NewDeviceProblems({ local }: { local: LocalMedia }) {
  const [atFirst] = useState(() => {
    const { microphone, camera } = local.store.get();
    return { microphone: microphone.problem, camera: camera.problem };
  });
  const groups = useProblems(local).filter(({ sources, problem }) =>
    sources.some((source) => atFirst[source] !== problem),
  );
  return groups.map(({ sources, problem }) => (
    <div key={sources.join()} className={classes.deviceProblem}>
      <DeviceHelp sources={sources} problem={problem} onRetry={() => void local.retry(sources)} />
    </div>
  ));
}

function useProblems(local: LocalMedia) {
  const state = useStore(local.store);
  const sources = (['microphone', 'camera'] as const).filter(
    (source) => state[source].problem !== null && (state[source].on || source === 'microphone'),
  );
  const isSame = sources.length > 1 && state.microphone.problem === state.camera.problem;
  const groups = isSame ? [sources] : sources.map((source) => [source]);
  return groups.flatMap((group) => {
    const problem = state[group[0] ?? 'camera'].problem;
    return problem ? [{ sources: group, problem }] : [];
  });
}
