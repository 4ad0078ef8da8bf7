/** Home: the office frame around every staff page, and the first page by role. */
export { HomePage } from './HomePage.tsx';
export { Office } from './Office.tsx';
