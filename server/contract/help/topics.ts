/** Every topic by its name. */
import { administrationTopics } from './administration.ts';
import { caseTopics } from './case.ts';
import { certificateTopics } from './certificate.ts';
import { conferenceTopics } from './conference.ts';
import { doorTopics } from './door.ts';
import { filingTopics } from './filing.ts';
import { guestTopics } from './guest.ts';
import { homeTopics } from './home.ts';
import { inventoryTopics } from './inventory.ts';
import { meetingTopics } from './meeting.ts';
import { ownTopics } from './own.ts';
import { peopleTopics } from './people.ts';
import { procedureTopics } from './procedure.ts';
import { rubricTopics } from './rubric.ts';
import { runningTopics } from './running.ts';
import { tasksTopics } from './tasks.ts';
import type { HelpTopic } from './topic.ts';
import { upkeepTopics } from './upkeep.ts';

const all = {
  ...administrationTopics,
  ...caseTopics,
  ...certificateTopics,
  ...conferenceTopics,
  ...doorTopics,
  ...filingTopics,
  ...guestTopics,
  ...meetingTopics,
  ...homeTopics,
  ...inventoryTopics,
  ...ownTopics,
  ...peopleTopics,
  ...procedureTopics,
  ...rubricTopics,
  ...runningTopics,
  ...tasksTopics,
  ...upkeepTopics,
};

export type HelpTopicName = keyof typeof all;
export const helpTopics: Readonly<Record<HelpTopicName, HelpTopic>> = all;
