import type { RemarkWords } from './remark.js';

/** The sentences of en.ts in Swahili. */
export const SW: RemarkWords = {
  exact: 'Asilimia na takwimu zenye kigezo ni kamili: zimehesabiwa kutoka hatua moja moja.',
  means_without_intervals:
    'Wastani hauna vipindi hapa: hakuna histogramu kwa mgawanyo, kundi au kichujio hiki, au pamoja na exact.',
  nothing_recorded: 'Hakuna kilichorekodiwa katika kipindi hiki kwa ulichouliza; takwimu zote hazina data.',
  cells_hidden: 'Seli {cells} hazionyeshwi: zina hatua chini ya {smallest}, au zingefichua seli kama hiyo.',
  split_unknown: '{split} haijulikani kwa {percent} % ya mahitaji.',
  split_unbalanced:
    'Usilinganishe kwa {split}: ambao {split} haijulikani walisubiri mara {ratio} ya wengine, kwa hiyo thamani ' +
    'zinazojulikana si sampuli ya haki.',
  legs_deleted:
    'Takwimu kutoka hatua moja moja hazijakamilika kabla ya {since}: hatua za zamani zimefutwa. Uliza kuanzia hapo, au ' +
    'bila exact.',
  not_groupable: '{what}: haiwezi kupangwa, kuchujwa au kugawanywa hivi; imeachwa tupu.',
  desk_states: 'Muda wa madawati',
  centre_states: 'Muda wa hitilafu',
  silence: 'Ukimya wa mawakala wa vituo',
  idle: 'Kukaa tayari huku watu wakisubiri',
  zone_of_network: 'Vipindi ni kwa saa ya mtandao ({zone}).',
  zones_of_centres: 'Vipindi ni vya mahali: siku na saa za kila kituo ({zones}).',
  zones_of_centres_more: 'Vipindi ni vya mahali: siku na saa za kila kituo ({zones} na zingine {more}).',
  no_target: 'Hakuna lengo lililowekwa kwa {kpis}.',
  period_not_over:
    'Kipindi hakijaisha kabla ya {to} ({zone}): takwimu zake bado zinakua, zinazolinganishwa nazo hazikui.',
  no_counterpart: 'Safu {rows} hazina mwenza katika kipindi kinacholinganishwa.',
  region_in_scope: 'Eneo ni sehemu unayoweza kuona, si lote.',
  network_in_scope: 'Mtandao ni sehemu unayoweza kuona, si wote.',
  of_compared: 'Takwimu za kulinganisha: {note}',
  kpi_count: 'Uliza takwimu 1 hadi {limit}; ombi hili lina {count}.',
  kpi_unknown: 'Hakuna takwimu "{id}"; orodha ina vitambulisho vyote: kpiCatalogue, au docs/kpi-catalogue.md.',
  kpi_unknown_alike: 'Hakuna takwimu "{id}"; je, ulimaanisha {alike}.',
  kpi_no_parameter: '{id} haina kigezo; uliza "{id}".',
  kpi_bad_parameter: 'Kigezo cha {asked} si idadi ya sekunde kutoka 0 hadi {limit}; andika kwa mfano {id}:60.',
  date_bad: '{name} "{text}" si tarehe ya kalenda; andika 2026-11-24 au 2026-11-24T09:00, kwa saa ya {zone}.',
  date_too_early: '{name} "{text}" ni kabla ya {year}-01-01, ambapo hakuna kilichorekodiwa; uliza tarehe ya baadaye.',
  date_no_quarter_hour: '{name} "{text}" si kwenye robo saa; takwimu huhifadhiwa kwa robo saa.',
  date_no_full_hour: 'Muda wa madawati na vituo huhifadhiwa kwa saa; from na to ziwe saa kamili.',
  period_missing: 'Swali halina kipindi; toa from na to, au kipindi kama last_month.',
  period_twice: 'Swali lina kipindi {period} na pia from au to; toa kimoja.',
  period_empty: 'Kipindi ni tupu: to ({to}) haimo na lazima iwe baada ya from ({from}).',
  period_too_long: 'Kipindi ni kirefu kuliko miaka {years}; uliza kifupi zaidi.',
  filter_count: 'Ombi lina vichujio {limit} zaidi; hili lina {count}.',
  filter_unknown: 'Haiwezi kuchujwa kwa "{key}"; tumia mojawapo ya {known}.',
  filter_control: 'Thamani ya kichujio {key} ina herufi ya udhibiti; iondoe.',
  place_unknown:
    'Hakuna {kind} "{id}" unayoweza kuona; chukua kitambulisho kutoka orodha za maeneo, vituo, huduma na wakala.',
  group_count: 'Panga kwa makundi {limit} zaidi; ombi hili lina {count}.',
  group_twice: 'Kundi limetajwa mara mbili; taja kila moja mara moja.',
  channel_twice: 'channel ni kundi na pia mgawanyo; itaje mara moja.',
  no_region:
    'Hakuna safu ya swali hili iliyo katika eneo moja, kwa hiyo hakuna la kulinganisha. Panga kwa eneo, kituo au dawati, ' +
    'au chuja eneo au kituo kimoja, au linganisha na mtandao.',
  staff_forbidden: 'Takwimu za afisa mmoja mmoja zinahitaji ruhusa ambayo huna; panga kwa dawati, au omba ruhusa.',
  too_large:
    'Hili linauliza {factors| x } = takwimu {figures} katika safu {rows}; kwa mara moja hujibiwa takwimu {maxFigures} ' +
    'katika safu {maxRows} zaidi. Uliza {ways|, au }.',
  places: 'mahali {n}',
  periods: 'vipindi {n}',
  quarter_hours: 'robo saa {n}',
  hours: 'saa {n}',
  days: 'siku {n}',
  weeks: 'wiki {n}',
  months: 'miezi {n}',
  years: 'miaka {n}',
  hours_of_day: 'saa za siku {n}',
  days_of_week: 'siku za wiki {n}',
  split_values: 'thamani {n} hivi za {split}',
  one_kpi: 'takwimu {n}',
  kpis: 'takwimu {n}',
  one_distribution: 'takwimu {n}, yenye namba {bins} za mgawanyiko,',
  distributions: 'takwimu {n}, zenye namba {bins} za kila mgawanyiko,',
  fewer_kpis: 'takwimu chache ({n} zaidi kwa safu hizi)',
  shorter_period: 'kipindi kifupi zaidi',
  days_for_hours: 'hatua ndefu zaidi (kwa siku badala ya saa au robo saa)',
  months_for_days: 'hatua ndefu zaidi (kwa mwezi badala ya siku)',
  fewer_places: 'mahali pachache (kwa mfano eneo au kituo kimoja), au makundi machache',
  no_split: 'bila mgawanyo',
  too_large_together:
    'Pamoja na jumla na ulinganisho swali hili linauliza takwimu {figures} katika majedwali {tables}; kwa mara moja ' +
    'hujibiwa {limit} zaidi. Acha jumla au ulinganisho, au uliza kipindi kifupi, makundi au takwimu chache.',
  too_many_rows:
    'Jedwali lina safu {rows} x takwimu {each} = takwimu {figures}; kwa mara moja hujibiwa takwimu {maxFigures} katika ' +
    'safu {maxRows} zaidi. Uliza kipindi kifupi, makundi au takwimu chache, au hatua ndefu zaidi.',
  request_too_large: 'Majedwali ya ombi hili yana zaidi ya takwimu {limit} pamoja; tuma maombi kadhaa.',
  short_and_long: 'Ombi moja linauliza kipindi kifupi na kirefu; yatume kama maombi kadhaa.',
  answer_too_large: 'Jibu lingekuwa kubwa mno; uliza kipindi kifupi au makundi machache.',
  idle_too_long:
    'idle_while_waiting_time huhesabiwa kutoka hatua moja moja, kwa siku {days} zaidi; uliza kipindi kifupi.',
  idle_too_large:
    'idle_while_waiting_time ingesoma hatua {legs}; kwa mara moja husomwa {limit} zaidi. Uliza kipindi kifupi, au vituo ' +
    'vichache.',
  idle_slice_too_large: 'idle_while_waiting_time ingesoma zaidi ya hatua {limit} za siku tatu; uliza vituo vichache.',
  durations_too_many:
    'Asilimia za swali hili zinahitaji muda wa hatua {durations}; kwa mara moja husomwa {limit} zaidi. Uliza kipindi ' +
    'kifupi, mahali pachache, asilimia chache, au bila exact (kutoka histogramu, ndani ya kosa lake).',
  bins_too_many:
    'Asilimia za swali hili zinahitaji makundi {durations} ya histogramu; kwa mara moja husomwa {limit} zaidi. Uliza ' +
    'kipindi kifupi, mahali pachache, hatua ndefu zaidi, au asilimia chache.',
  exact_too_many:
    'Asilimia kamili za swali hili zinahitaji muda wa hatua {durations}; kwa mara moja husomwa {limit} zaidi. Uliza ' +
    'kipindi kifupi, mahali pachache au asilimia chache, au bila exact (kutoka histogramu, ndani ya kosa lake).',
  too_slow:
    'Hifadhidata ilihitaji zaidi ya sekunde {seconds} kwa swali hili, kwa hiyo limesimamishwa. Uliza kipindi kifupi, ' +
    'hatua ndefu zaidi (mwezi badala ya siku), mahali pachache au takwimu chache, au bila exact na mgawanyo.',
  own_waiting: 'Maswali yako {own} tayari yanasubiri zamu. Subiri jibu, au ghairi baadhi yake.',
  all_waiting:
    'Maswali {limit} tayari yanasubiri, kwa hiyo hili halikupokelewa. Jaribu tena baada ya dakika moja, au uliza kipindi ' +
    'kifupi: maswali mafupi yana foleni yao.',
  client_left: 'Mteja aliondoka kabla ya jibu kuwa tayari.',
  file_rows:
    'Faili hili lingekuwa na zaidi ya safu {limit}; faili la {format} lina {limit} zaidi. Uliza kipindi kifupi au mahali ' +
    'pachache (kwa mfano eneo moja).',
  file_rows_other:
    'Faili hili lingekuwa na zaidi ya safu {limit}; faili la {format} lina {limit} zaidi. Uliza kipindi kifupi, mahali ' +
    'pachache (kwa mfano eneo moja), au xlsx, csv au parquet, ambazo huchukua {others}.',
  file_columns:
    'Jedwali lina safuwima {columns}; ukurasa huu una nafasi ya {fitting}. Uliza karatasi ya A3 kwa upana, takwimu ' +
    'chache, au xlsx.',
  file_too_slow:
    'Faili halikusomwa ndani ya dakika {minutes}, au hifadhidata ilielemewa, kwa hiyo limesimamishwa. Uliza kipindi ' +
    'kifupi au mahali pachache.',
};
