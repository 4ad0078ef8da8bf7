/** Approvals: deciding on the steps of a request, and the inbox of everything that waits for the reader. */
export { DecisionPanel } from './DecisionPanel.tsx';
export { TaskList } from './TaskList.tsx';
export { NoTasks, TasksPage } from './TasksPage.tsx';
