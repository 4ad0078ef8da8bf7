/** The mark and name: two lines that meet. */
import { Group, Text } from '@mantine/core';

export function BrandMark({ size = 32 }: { size?: number }) {
  return (
    <svg viewBox="0 0 32 32" width={size} height={size} aria-hidden="true" focusable="false">
      <rect width="32" height="32" rx="9" fill="#0b5c60" />
      <path d="M7.400 21.500v-2a6 6 0 0 1 6-6H16" fill="none" stroke="#fff" strokeWidth="3.2" strokeLinecap="round" />
      <path d="M24.600 10.500v2a6 6 0 0 1-6 6H16" fill="none" stroke="#fff" strokeWidth="3.2" strokeLinecap="round" />
      <circle cx="7.400" cy="22" r="2.700" fill="#f2b030" />
      <circle cx="24.600" cy="10" r="2.700" fill="#f2b030" />
    </svg>
  );
}

export function Brand({ size = 32 }: { size?: number }) {
  return (
    <Group gap={10} wrap="nowrap">
      <BrandMark size={size} />
      <Text span fw={800} fz={size * 0.66} lh={1} c="var(--ink)" style={{ letterSpacing: '-0.02em' }}>
        Sambung
      </Text>
    </Group>
  );
}
