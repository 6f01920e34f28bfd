import { graphql } from '../gql';

/**
 * Of a larger network only so many centres are followed, those that need attention first: a wall shows the worst few,
 * and its regions.
 */
export const CENTRES_AT_MOST = 400;

/**
 * What every screen follows of the whole network: sums, each region, and the centres that need attention, without
 * their desks.
 */
export const NETWORK_LIVE = graphql(`
  subscription NetworkLive($centresAtMost: Int!) {
    live(centresAtMost: $centresAtMost) {
      __typename
      ... on LiveSnapshot {
        seq serverTime watermark buildId
        figures { ...FiguresParts } regions { ...RegionParts } centres { ...StatusParts }
      }
      ... on LiveDelta {
        seq serverTime watermark goneCentreIds
        changedFigures: figures { ...FiguresParts } regions { ...RegionParts } centres { ...StatusParts }
      }
      ... on LiveHeartbeat { seq serverTime watermark buildId }
    }
  }
`);

/** The same for one region or one centre, with desks and queues. */
export const SCOPE_LIVE = graphql(`
  subscription ScopeLive($scope: ScopeInput!) {
    live(scope: $scope) {
      __typename
      ... on LiveSnapshot {
        seq serverTime watermark buildId
        figures { ...FiguresParts } centres { ...StatusParts ...InsideParts }
      }
      ... on LiveDelta {
        seq serverTime watermark
        changedFigures: figures { ...FiguresParts } centres { ...StatusParts ...InsideParts }
      }
      ... on LiveHeartbeat { seq serverTime watermark buildId }
    }
  }
`);

graphql(`
  fragment FiguresParts on ScopeFigures {
    asOf waitingNow longestWaitSince longestWaitCentreId meanWaitingSince servingNow desksOpen desksTotal staffLoggedIn
    centresOpen centresTotal agentsSilent agentsTotal upstreamDown servedThisHour servedToday servedUsualToday
    servedUsualThisHour
    waitMeanToday { value n d } serviceLevelToday { value n d } satisfactionToday { value n d } ratingsToday
    windows {
      minutes served
      waitMean { value n d } waitP90 { value n d } serviceLevel { value n d } satisfaction { value n d }
    }
  }
`);

graphql(`
  fragment RegionParts on RegionStatus {
    regionId severity waitingNow desksOpen longestWaitSince centresOpen centresTotal centresInTrouble isClosed
  }
`);

graphql(`
  fragment StatusParts on CentreStatus {
    centreId dataAsOf lastEventAt heartbeatSeconds freshness freshnessSince isOpen expectedOpen powerDown
    upstreamDownAgencyIds waitingNow longestWaitSince meanWaitingSince servingNow desksOpen desksTotal
    staffLoggedIn severity
    lastHour {
      minutes served
      waitMean { value n d } waitP90 { value n d } serviceLevel { value n d } satisfaction { value n d }
    }
    troubles { kind severity subjectId since value limit }
  }
`);

graphql(`
  fragment InsideParts on CentreStatus {
    queues { serviceId waiting longestWaitSince meanWaitingSince serving }
    desks { deskId isOpen isLoggedIn state since serviceId ticketNo }
  }
`);
