/** The whole route table of the HTTP API, feature by feature: what is mounted, documented and tested for refusals is this. */
import { accountRoutes } from './account/index.ts';
import { actualCallRoutes } from './actualcall/index.ts';
import type { Route } from './api/index.ts';
import { attendanceRoutes } from './attendance/index.ts';
import { auditRoutes } from './audit/index.ts';
import { calendarRoutes } from './calendar/index.ts';
import { certificateRoutes } from './certificate/index.ts';
import { chatFileRoutes } from './chat-file/index.ts';
import { documentRoutes } from './document/index.ts';
import { guideRoutes } from './guide/index.ts';
import { identityRoutes } from './identity/index.ts';
import { institutionRoutes } from './institution/index.ts';
import { lineStateRoutes } from './line-state/index.ts';
import { meetingRoutes } from './meeting/index.ts';
import { notifyRoutes } from './notify/index.ts';
import { peopleRoutes } from './people/index.ts';
import { privacyRoutes } from './privacy/index.ts';
import { ratingRoutes } from './rating/index.ts';
import { reportRoutes } from './report/index.ts';
import { requestRoutes } from './request/index.ts';
import { rubricRoutes } from './rubric/index.ts';
import { scheduleRoutes } from './schedule/index.ts';
import { clientProfileRoutes, siteRoutes } from './site/index.ts';
import { sopRoutes } from './sop/index.ts';
import { selfCheckRoutes, testCallRoutes } from './testcall/index.ts';
import { transcriptRoutes } from './transcript/index.ts';

export const routeTable: readonly Route[] = [
  ...identityRoutes,
  ...accountRoutes,
  ...peopleRoutes,
  ...institutionRoutes,
  ...auditRoutes,
  ...calendarRoutes,
  ...privacyRoutes,
  ...requestRoutes,
  ...scheduleRoutes,
  ...siteRoutes,
  ...clientProfileRoutes,
  ...sopRoutes,
  ...rubricRoutes,
  ...documentRoutes,
  ...notifyRoutes,
  ...reportRoutes,
  ...guideRoutes,
  ...meetingRoutes,
  ...testCallRoutes,
  ...selfCheckRoutes,
  ...actualCallRoutes,
  ...attendanceRoutes,
  ...chatFileRoutes,
  ...transcriptRoutes,
  ...ratingRoutes,
  ...lineStateRoutes,
  ...certificateRoutes,
];
