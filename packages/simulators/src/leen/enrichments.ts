import type { Json } from '../json.ts';
import type { Outside } from '../scenario/cast.ts';
import { type Actors, numberOf, officeEgress } from './actors.ts';
import { reputationNameOf } from './enums.ts';

const CITIES: Readonly<Record<string, readonly [city: string, longitude: number, latitude: number]>> = {
  SE: ['Göteborg', 11.97, 57.71],
  NO: ['Oslo', 10.75, 59.91],
  DK: ['København', 12.57, 55.68],
  DE: ['Hamburg', 9.99, 53.55],
  NL: ['Amsterdam', 4.9, 52.37],
  US: ['Dallas', -96.8, 32.78],
  RO: ['București', 26.1, 44.43],
  SG: ['Singapore', 103.82, 1.35],
  BR: ['Santos', -46.33, -23.96],
  UA: ['Дніпро', 35.05, 48.46],
};

const NAME = 'evidences[].src_endpoint.ip';

export function locationOf(source: Outside): { [key: string]: Json } {
  const [city = '', longitude = 0, latitude = 0] = CITIES[source.country] ?? [];
  return { country: source.country, city, coordinates: [longitude, latitude], isp: source.organisation };
}

/** What Leen adds about the source address: its place, and what a reputation service thinks of it. */
export function enrichmentsOf(who: Actors, facts: { severityId: number; synced: number }): Json[] {
  const { source } = who;
  if (!source) return [];
  // Nobody outside knows the reputation of a private address.
  if (source.ip.startsWith('10.')) return [];
  const scoreId = source === officeEgress ? 2 : Math.min(10, 3 + facts.severityId + numberOf(source.ip, 2));
  return [
    {
      name: NAME,
      value: source.ip,
      type: 'location',
      provider: 'Leen geolocation',
      data: locationOf(source),
      short_desc: `${source.ip} is in ${source.country}`,
      desc: `Registered to ${source.organisation}, ${source.country}.`,
      created_time: facts.synced,
    },
    {
      name: NAME,
      value: source.ip,
      type: 'reputation',
      provider: 'Grey Harbour',
      data: { reports_90_days: source === officeEgress ? 0 : scoreId * 7 },
      short_desc: `Reputation ${reputationNameOf(scoreId)}`,
      src_url: `https://greyharbour.example/ip/${source.ip}`,
      created_time: facts.synced,
      reputation: {
        base_score: scoreId * 10,
        score_id: scoreId,
        score: reputationNameOf(scoreId),
        provider: 'Grey Harbour',
      },
    },
  ];
}
