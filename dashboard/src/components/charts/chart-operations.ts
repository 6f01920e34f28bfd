import { graphql } from '../../gql/index';

/** The last minutes of a scope, for its trend. */
export const TREND = graphql(`
  query Trend($scope: ScopeInput, $minutes: Int!, $stepMinutes: Int!) {
    trend(scope: $scope, minutes: $minutes, stepMinutes: $stepMinutes) {
      at issued served abandoned waitMean { value n d }
    }
  }
`);

/** A table of KPIs. */
export const KPIS = graphql(`
  query Kpis($request: KpiRequest!) {
    kpis(request: $request) {
      rows { group { key value } values { id value n d complete errorBound noData suppressed distribution } }
    }
  }
`);
