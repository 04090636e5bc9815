import * as Graph from "@microsoft/microsoft-graph-types";

export interface Shapes {
  Calendar: Graph.Calendar;
  Event: Graph.Event;
  MailboxSettings: Graph.MailboxSettings;
  ScheduleInformation: Graph.ScheduleInformation;
  Subscription: Graph.Subscription;
}
