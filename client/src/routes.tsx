/** The route table. Every area is a chunk of its own, so that a participant's page never loads an office screen. */
import { lazy, Suspense } from 'react';
import { BrowserRouter, Route, Routes } from 'react-router';
import { NotFoundPage } from './ui/NotFoundPage.tsx';
import { PageLoading } from './ui/PageLoading.tsx';

const MeetingPage = lazy(() => import('./meeting/index.ts').then((m) => ({ default: m.MeetingPage })));
const JoinPage = lazy(() => import('./meeting/index.ts').then((m) => ({ default: m.JoinPage })));
const TestCallSidePage = lazy(() => import('./testcall/index.ts').then((m) => ({ default: m.TestCallSidePage })));
const TestCallConsolePage = lazy(() => import('./testcall/index.ts').then((m) => ({ default: m.TestCallConsolePage })));
const ActualCallPage = lazy(() => import('./actualcall/index.ts').then((m) => ({ default: m.ActualCallPage })));
const SetupPage = lazy(() => import('./account/index.ts').then((m) => ({ default: m.SetupPage })));
const LoginPage = lazy(() => import('./account/index.ts').then((m) => ({ default: m.LoginPage })));
const ForgotPage = lazy(() => import('./account/index.ts').then((m) => ({ default: m.ForgotPage })));
const PasswordPage = lazy(() => import('./account/index.ts').then((m) => ({ default: m.PasswordPage })));
const AccountPage = lazy(() => import('./account/index.ts').then((m) => ({ default: m.AccountPage })));
const Office = lazy(() => import('./home/index.ts').then((m) => ({ default: m.Office })));
const HomePage = lazy(() => import('./home/index.ts').then((m) => ({ default: m.HomePage })));
const NewRequestPage = lazy(() => import('./booking/index.ts').then((m) => ({ default: m.NewRequestPage })));
const EditRequestPage = lazy(() => import('./booking/index.ts').then((m) => ({ default: m.EditRequestPage })));
const RequestPage = lazy(() => import('./request/index.ts').then((m) => ({ default: m.RequestPage })));
const RequestsPage = lazy(() => import('./request/index.ts').then((m) => ({ default: m.RequestsPage })));
const ReportsPage = lazy(() => import('./report/index.ts').then((m) => ({ default: m.ReportsPage })));
const ProofPage = lazy(() => import('./document/index.ts').then((m) => ({ default: m.ProofPage })));
const PublicCertificatePage = lazy(() =>
  import('./certificate/index.ts').then((m) => ({ default: m.PublicCertificatePage })),
);
const CertificatesPage = lazy(() => import('./certificate/index.ts').then((m) => ({ default: m.CertificatesPage })));
const CertificatePage = lazy(() => import('./certificate/index.ts').then((m) => ({ default: m.CertificatePage })));
const ProceduresPage = lazy(() => import('./sop/index.ts').then((m) => ({ default: m.ProceduresPage })));
const NewProcedurePage = lazy(() => import('./sop/index.ts').then((m) => ({ default: m.NewProcedurePage })));
const ProcedurePage = lazy(() => import('./sop/index.ts').then((m) => ({ default: m.ProcedurePage })));
const RubricsPage = lazy(() => import('./rubric/index.ts').then((m) => ({ default: m.RubricsPage })));
const NewRubricPage = lazy(() => import('./rubric/index.ts').then((m) => ({ default: m.NewRubricPage })));
const RubricPage = lazy(() => import('./rubric/index.ts').then((m) => ({ default: m.RubricPage })));
const TasksPage = lazy(() => import('./approvals/index.ts').then((m) => ({ default: m.TasksPage })));
const NotificationsPage = lazy(() => import('./notify/index.ts').then((m) => ({ default: m.NotificationsPage })));
const PreferencesPage = lazy(() => import('./notify/index.ts').then((m) => ({ default: m.PreferencesPage })));
const OutboxPage = lazy(() => import('./notify/index.ts').then((m) => ({ default: m.OutboxPage })));
const MailTextsPage = lazy(() => import('./notify/index.ts').then((m) => ({ default: m.MailTextsPage })));
const ClientProfilePage = lazy(() => import('./site/index.ts').then((m) => ({ default: m.ClientProfilePage })));
const SitesPage = lazy(() => import('./site/index.ts').then((m) => ({ default: m.SitesPage })));
const SitePage = lazy(() => import('./site/index.ts').then((m) => ({ default: m.SitePage })));
const CalendarPage = lazy(() => import('./admin/index.ts').then((m) => ({ default: m.CalendarPage })));
const AdminPage = lazy(() => import('./admin/index.ts').then((m) => ({ default: m.AdminPage })));
const FirstStepsPage = lazy(() => import('./admin/index.ts').then((m) => ({ default: m.FirstStepsPage })));
const AuditPage = lazy(() => import('./admin/index.ts').then((m) => ({ default: m.AuditPage })));
const InstallationPage = lazy(() => import('./admin/index.ts').then((m) => ({ default: m.InstallationPage })));
const InstitutionPage = lazy(() => import('./admin/index.ts').then((m) => ({ default: m.InstitutionPage })));
const InstitutionsPage = lazy(() => import('./admin/index.ts').then((m) => ({ default: m.InstitutionsPage })));
const PeoplePage = lazy(() => import('./admin/index.ts').then((m) => ({ default: m.PeoplePage })));
const PersonalDataPage = lazy(() => import('./admin/index.ts').then((m) => ({ default: m.PersonalDataPage })));
const PositionsPage = lazy(() => import('./admin/index.ts').then((m) => ({ default: m.PositionsPage })));

// Not through the index: what the index holds is loaded with every page.
const GuidePage = lazy(() => import('./help/GuidePage.tsx').then((m) => ({ default: m.GuidePage })));
const SchedulePage = lazy(() => import('./schedule/index.ts').then((m) => ({ default: m.SchedulePage })));
const PlacesPage = lazy(() => import('./schedule/index.ts').then((m) => ({ default: m.PlacesPage })));
const EquipmentPage = lazy(() => import('./schedule/index.ts').then((m) => ({ default: m.EquipmentPage })));
const BlackoutsPage = lazy(() => import('./schedule/index.ts').then((m) => ({ default: m.BlackoutsPage })));

export function AppRoutes() {
  return (
    <BrowserRouter>
      <Suspense fallback={<PageLoading />}>
        <Routes>
          <Route path="/m/:code" element={<MeetingPage />} />
          <Route path="/t/:code" element={<TestCallSidePage />} />
          <Route path="/join" element={<JoinPage />} />
          <Route path="/setup" element={<SetupPage />} />
          <Route path="/login" element={<LoginPage />} />
          <Route path="/forgot" element={<ForgotPage />} />
          <Route path="/password" element={<PasswordPage />} />
          <Route path="/proof/:code" element={<ProofPage />} />
          <Route path="/c/:code" element={<PublicCertificatePage />} />
          <Route path="/p" element={<ClientProfilePage />} />
          <Route element={<Office />}>
            <Route path="/" element={<HomePage />} />
            <Route path="/requests/new" element={<NewRequestPage />} />
            <Route path="/requests" element={<RequestsPage />} />
            <Route path="/requests/:id" element={<RequestPage />} />
            <Route path="/requests/:id/edit" element={<EditRequestPage />} />
            <Route path="/requests/:id/actual-call" element={<ActualCallPage />} />
            <Route path="/sites" element={<SitesPage />} />
            <Route path="/sites/:id" element={<SitePage />} />
            <Route path="/certificates" element={<CertificatesPage />} />
            <Route path="/certificates/:id" element={<CertificatePage />} />
            <Route path="/tasks" element={<TasksPage />} />
            <Route path="/admin" element={<AdminPage />} />
            <Route path="/admin/first-steps" element={<FirstStepsPage />} />
            <Route path="/admin/audit" element={<AuditPage />} />
            <Route path="/admin/installation" element={<InstallationPage />} />
            <Route path="/admin/institution" element={<InstitutionPage />} />
            <Route path="/admin/institutions" element={<InstitutionsPage />} />
            <Route path="/admin/people" element={<PeoplePage />} />
            <Route path="/admin/personal-data" element={<PersonalDataPage />} />
            <Route path="/admin/positions" element={<PositionsPage />} />
            <Route path="/account" element={<AccountPage />} />
            <Route path="/notifications" element={<NotificationsPage />} />
            <Route path="/account/notifications" element={<PreferencesPage />} />
            <Route path="/admin/outbox" element={<OutboxPage />} />
            <Route path="/admin/mail-texts" element={<MailTextsPage />} />
            <Route path="/admin/calendar" element={<CalendarPage />} />
            <Route path="/reports" element={<ReportsPage />} />
            <Route path="/admin/procedures" element={<ProceduresPage />} />
            <Route path="/admin/procedures/new" element={<NewProcedurePage />} />
            <Route path="/admin/procedures/:id" element={<ProcedurePage />} />
            <Route path="/admin/rubrics" element={<RubricsPage />} />
            <Route path="/admin/rubrics/new" element={<NewRubricPage />} />
            <Route path="/admin/rubrics/:key" element={<RubricPage />} />
            <Route path="/schedule" element={<SchedulePage />} />
            <Route path="/admin/places" element={<PlacesPage />} />
            <Route path="/admin/equipment" element={<EquipmentPage />} />
            <Route path="/admin/blackouts" element={<BlackoutsPage />} />
            <Route path="/help/:role" element={<GuidePage />} />
            <Route path="/test-calls/:id" element={<TestCallConsolePage />} />
          </Route>
          <Route path="*" element={<NotFoundPage />} />
        </Routes>
      </Suspense>
    </BrowserRouter>
  );
}
