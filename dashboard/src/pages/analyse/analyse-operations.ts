import { graphql } from '../../gql/index';

/** The catalogue of KPIs, in the reader's language. */
export const KPI_CATALOGUE = graphql(`
  query KpiCatalogue($language: Language!) {
    kpiCatalogue {
      id version unit clock group direction target name(language: $language) definition(language: $language)
    }
  }
`);

/** The answer to a question, with all that a reader needs to judge it. */
export const ANALYSE = graphql(`
  query Analyse($request: KpiRequest!, $language: Language!) {
    kpis(request: $request) {
      kpis { id version unit clock group direction target name(language: $language) definition(language: $language) }
      rows { ...AnalyseRow }
      totals { ...AnalyseRow }
      notes { code text(language: $language) } from to comparedFrom comparedTo timeZone asOf questionHash
    }
  }
  fragment AnalyseRow on KpiRow {
    group { key value label(language: $language) }
    values {
      id value n d complete errorBound noData suppressed distribution
      bins { from to n }
      interval { low high }
      compared { value n d noData suppressed difference }
    }
  }
`);

/** The values of a filter that only the facts know, as of a period. */
export const SEEN_VALUES = graphql(`
  query SeenValues($request: KpiRequest!, $language: Language!) {
    kpis(request: $request) { rows { group { key value label(language: $language) } } }
  }
`);

/** The views that the reader may open, in the reader's language. */
export const SAVED_VIEWS = graphql(`
  query SavedViews($language: Language!) {
    savedViews {
      ...SavedViewParts
    }
  }
  fragment SavedViewParts on SavedView {
    id version name(language: $language) owner audience isBuiltIn mayChange question chart
  }
`);

/** Saves a view: a new one, or the next version of one. */
export const SAVE_VIEW = graphql(`
  mutation SaveView($input: SavedViewInput!) { saveView(input: $input) { id version } }
`);

/** Deletes a view. */
export const DELETE_VIEW = graphql(`
  mutation DeleteView($id: ID!) { deleteView(id: $id) }
`);
