import { useTranslation } from 'react-i18next';
import type { KpiGroup } from '../../gql/graphql';
import { CYCLE_GROUPS, LIMITS, PERIOD_GROUPS, PLACE_GROUPS, type Question, SERVICE_GROUPS } from './question';

interface GroupFieldProps {
  readonly question: Question;
  readonly onChange: (question: Question) => void;
}

const LISTS: readonly (readonly [name: string, groups: readonly KpiGroup[]])[] = [
  ['places', PLACE_GROUPS],
  ['services', SERVICE_GROUPS],
  ['periods', PERIOD_GROUPS],
  ['cycles', CYCLE_GROUPS],
];

/** What the rows are of: up to four groups, one inside the other. */
export function GroupField({ question, onChange }: GroupFieldProps) {
  const { t } = useTranslation();
  const { by } = question;
  const isFree = (group: KpiGroup, at: number): boolean =>
    (by[at] === group || !by.includes(group)) && !(group === 'channel' && question.split === 'channel');
  const places = by.length < LIMITS.groups ? by.length + 1 : by.length;
  return (
    <fieldset className="analyse-field" data-testid="groups">
      <legend>{t('analyse.groups')}</legend>
      {Array.from({ length: places }, (_, at) => (
        <select
          // biome-ignore lint/suspicious/noArrayIndexKey: a group is known by its place
          key={at}
          aria-label={t('analyse.groupNumber', { number: at + 1 })}
          value={by[at] ?? ''}
          onChange={({ target }) => {
            const chosen = target.value === '' ? [] : [target.value as KpiGroup];
            onChange({ ...question, by: [...by.slice(0, at), ...chosen, ...by.slice(at + 1)] });
          }}
        >
          <option value="">{t(at === 0 ? 'analyse.group_none' : 'analyse.group_noMore')}</option>
          {LISTS.map(([name, groups]) => (
            <optgroup key={name} label={t(`analyse.groupList_${name}`)}>
              {groups
                .filter((group) => isFree(group, at))
                .map((group) => (
                  <option key={group} value={group}>
                    {t(`analyse.group_${group}`)}
                  </option>
                ))}
            </optgroup>
          ))}
        </select>
      ))}
    </fieldset>
  );
}
