import { graphql } from '../../gql/index';

/** Who is booked at a centre today, in numbers. */
export const EXPECTED = graphql(`
  query ExpectedAppointments($centreId: ID!) {
    expectedAppointments(centreId: $centreId) {
      asOf until slots { serviceId slotAt expected arrived } hours { at booked arrived }
    }
  }
`);
