/** An empty list that says what will appear, and how to make the first one. */
import { Paper, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import classes from './home.module.css';

export function EmptyState({ title, text, children }: { title: string; text: string; children?: ReactNode }) {
  return (
    <Paper className={classes.empty}>
      <Text fw={700} fz="lg">
        {title}
      </Text>
      <Text c="dimmed" maw={480}>
        {text}
      </Text>
      {children}
    </Paper>
  );
}
