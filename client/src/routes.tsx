/** The route table. Every area is a chunk of its own, so that a participant's page never loads an office screen. */
import { BrowserRouter, Route, Routes } from 'react-router';
import { later } from './ui/later.tsx';
import { NotFoundPage } from './ui/NotFoundPage.tsx';

// Not through the index: it holds the room, which nobody needs before joining.
const MeetingPage = later(() => import('./meeting/MeetingPage.tsx').then((m) => m.MeetingPage));
const JoinPage = later(() => import('./meeting/JoinPage.tsx').then((m) => m.JoinPage));
const TestCallSidePage = later(() => import('./testcall/index.ts').then((m) => m.TestCallSidePage));
const TestCallConsolePage = later(() => import('./testcall/index.ts').then((m) => m.TestCallConsolePage));
const ActualCallPage = later(() => import('./actualcall/index.ts').then((m) => m.ActualCallPage));
const SetupPage = later(() => import('./account/index.ts').then((m) => m.SetupPage));
const LoginPage = later(() => import('./account/index.ts').then((m) => m.LoginPage));
const ForgotPage = later(() => import('./account/index.ts').then((m) => m.ForgotPage));
const PasswordPage = later(() => import('./account/index.ts').then((m) => m.PasswordPage));
const AccountPage = later(() => import('./account/index.ts').then((m) => m.AccountPage));
const Office = later(() => import('./home/index.ts').then((m) => m.Office));
const HomePage = later(() => import('./home/index.ts').then((m) => m.HomePage));
const NewRequestPage = later(() => import('./booking/index.ts').then((m) => m.NewRequestPage));
const EditRequestPage = later(() => import('./booking/index.ts').then((m) => m.EditRequestPage));
const RequestPage = later(() => import('./request/index.ts').then((m) => m.RequestPage));
const RequestsPage = later(() => import('./request/index.ts').then((m) => m.RequestsPage));
const RunningPage = later(() => import('./running/index.ts').then((m) => m.RunningPage));
const ReportsPage = later(() => import('./report/index.ts').then((m) => m.ReportsPage));
const ProofPage = later(() => import('./document/index.ts').then((m) => m.ProofPage));
const PublicCertificatePage = later(() => import('./certificate/index.ts').then((m) => m.PublicCertificatePage));
const CertificatesPage = later(() => import('./certificate/index.ts').then((m) => m.CertificatesPage));
const CertificatePage = later(() => import('./certificate/index.ts').then((m) => m.CertificatePage));
const ProceduresPage = later(() => import('./sop/index.ts').then((m) => m.ProceduresPage));
const NewProcedurePage = later(() => import('./sop/index.ts').then((m) => m.NewProcedurePage));
const ProcedurePage = later(() => import('./sop/index.ts').then((m) => m.ProcedurePage));
const RubricsPage = later(() => import('./rubric/index.ts').then((m) => m.RubricsPage));
const NewRubricPage = later(() => import('./rubric/index.ts').then((m) => m.NewRubricPage));
const RubricPage = later(() => import('./rubric/index.ts').then((m) => m.RubricPage));
const TasksPage = later(() => import('./approvals/index.ts').then((m) => m.TasksPage));
const NotificationsPage = later(() => import('./notify/index.ts').then((m) => m.NotificationsPage));
const PreferencesPage = later(() => import('./notify/index.ts').then((m) => m.PreferencesPage));
const OutboxPage = later(() => import('./notify/index.ts').then((m) => m.OutboxPage));
const MailTextsPage = later(() => import('./notify/index.ts').then((m) => m.MailTextsPage));
const ClientProfilePage = later(() => import('./site/index.ts').then((m) => m.ClientProfilePage));
const SitesPage = later(() => import('./site/index.ts').then((m) => m.SitesPage));
const SitePage = later(() => import('./site/index.ts').then((m) => m.SitePage));
const CalendarPage = later(() => import('./admin/index.ts').then((m) => m.CalendarPage));
const AdminPage = later(() => import('./admin/index.ts').then((m) => m.AdminPage));
const FirstStepsPage = later(() => import('./admin/index.ts').then((m) => m.FirstStepsPage));
const AuditPage = later(() => import('./admin/index.ts').then((m) => m.AuditPage));
const InstallationPage = later(() => import('./admin/index.ts').then((m) => m.InstallationPage));
const InstitutionPage = later(() => import('./admin/index.ts').then((m) => m.InstitutionPage));
const InstitutionsPage = later(() => import('./admin/index.ts').then((m) => m.InstitutionsPage));
const PeoplePage = later(() => import('./admin/index.ts').then((m) => m.PeoplePage));
const PersonalDataPage = later(() => import('./admin/index.ts').then((m) => m.PersonalDataPage));
const PositionsPage = later(() => import('./admin/index.ts').then((m) => m.PositionsPage));

// Not through the index: what the index holds is loaded with every page.
const GuidePage = later(() => import('./help/GuidePage.tsx').then((m) => m.GuidePage));
const SchedulePage = later(() => import('./schedule/index.ts').then((m) => m.SchedulePage));
const PlacesPage = later(() => import('./schedule/index.ts').then((m) => m.PlacesPage));
const EquipmentPage = later(() => import('./schedule/index.ts').then((m) => m.EquipmentPage));
const BlackoutsPage = later(() => import('./schedule/index.ts').then((m) => m.BlackoutsPage));

export function AppRoutes() {
  return (
    <BrowserRouter>
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
          <Route path="/running" element={<RunningPage />} />
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
    </BrowserRouter>
  );
}
