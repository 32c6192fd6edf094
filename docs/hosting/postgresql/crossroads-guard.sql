-- On the primary, every few seconds (crossroads-guard.timer): commits wait for the standby while it
-- follows, and for nobody while it does not. Does nothing on a standby, and nothing where all is
-- as it should be. Without it, a dead standby stops every writer and soon the whole site.

SELECT 'ALTER SYSTEM SET synchronous_standby_names = ''''', 'SELECT pg_reload_conf()'
WHERE NOT pg_is_in_recovery()
  AND current_setting('synchronous_standby_names') <> ''
  AND NOT EXISTS (
      SELECT FROM pg_stat_replication WHERE sync_state IN ('sync', 'quorum') AND state = 'streaming'
  )
\gexec

SELECT 'ALTER SYSTEM RESET synchronous_standby_names', 'SELECT pg_reload_conf()'
WHERE NOT pg_is_in_recovery()
  AND current_setting('synchronous_standby_names') = ''
  AND EXISTS (
      SELECT FROM pg_stat_replication WHERE application_name LIKE 'standby%' AND state = 'streaming'
  )
  AND EXISTS (SELECT FROM pg_file_settings WHERE sourcefile LIKE '%/crossroads-primary.conf')
\gexec
