/** Administration: what an institution sets up for itself. */

export { AdminPage } from './AdminPage.tsx';
export { AuditPage } from './AuditPage.tsx';
export { CalendarPage } from './calendar/CalendarPage.tsx';
export { FirstStepsPage } from './FirstStepsPage.tsx';
export { InstallationPage } from './InstallationPage.tsx';
export { InstitutionPage } from './InstitutionPage.tsx';
export { InstitutionsPage } from './InstitutionsPage.tsx';
export { PeoplePage } from './PeoplePage.tsx';
export { PersonalDataPage } from './PersonalDataPage.tsx';
export { PositionsPage } from './PositionsPage.tsx';
