import { sql } from 'kysely';
import type { Migration } from '../migration.ts';

/**
 * What a search looks through: the words of each finding and of its raw record. They are written with the finding, and
 * indexed a little later; what is not indexed yet is looked through one by one, so that no search is without it.
 */
export const migration0014: Migration = {
  name: '0014-queue-search',
  async up(db) {
    const run = (text: string) => sql.raw(text).execute(db);
    // Lines are parted by new lines and form feeds, words by spaces.
    await run(`
      create function search_words(words text) returns tsvector language sql immutable parallel safe as $$
        select array_to_tsvector(array_remove(string_to_array(translate(words, E'\\n\\f', '  '), ' '), '')) $$`);
    await run(`
      create table finding_search (
        uid text collate "C" primary key,
        -- Words in small letters, a line for each value: of the title, of the rest, behind a form feed of the raw record.
        -- null: the finding is from before there was a search, and waits to be read.
        words text,
        -- What it names: a line for each, as kind:value.
        named text,
        -- null: not yet; false: never, for its size.
        is_indexed boolean
      )`);
    await run('insert into finding_search (uid) select uid from finding');
    await run('create index finding_search_words on finding_search using gin (search_words(words)) where is_indexed');
    await run('create index finding_search_waiting on finding_search (uid) where is_indexed is not true');
    await run('create index finding_search_unread on finding_search (uid) where words is null');
    // Whatever takes a finding from the queue takes its words along.
    await run(`create function forget_words() returns trigger language plpgsql security definer
      set search_path = public, pg_temp as $$ begin
        delete from finding_search s using gone_rows g where s.uid = g.uid;
        return null;
      end $$`);
    await run('revoke execute on function forget_words() from public');
    await run(`create trigger forget_words after delete on queue_entry referencing old table as gone_rows
      for each statement execute function forget_words()`);
    await run('alter table finding drop column search');

    // A day is attached, which waits for no reader; made as a part at once, it and a question could wait for each other.
    await run(`
      create or replace function keep_finding_days(first_day int, last_day int) returns void
      language plpgsql security definer set search_path = public, pg_temp as $$
      declare
        day int;
        part text;
      begin
        for day in first_day .. last_day loop
          foreach part in array array['finding', 'finding_raw', 'finding_change'] loop
            if to_regclass(format('public.%I', part || '_' || day)) is null then
              execute format('create table %I (like %I including all)', part || '_' || day, part);
              execute format('alter table %I attach partition %I for values from (%s) to (%s)',
                part, part || '_' || day, day::bigint * 86400000, (day::bigint + 1) * 86400000);
            end if;
          end loop;
        end loop;
      end $$`);
  },
};
