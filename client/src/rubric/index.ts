/** Pages on which administrators keep what their institution's test calls are judged by. */
export { NewRubricPage } from './NewRubricPage.tsx';
export { RubricPage } from './RubricPage.tsx';
export { RubricsPage } from './RubricsPage.tsx';
