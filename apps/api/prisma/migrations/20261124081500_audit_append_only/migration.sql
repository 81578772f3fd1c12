BEGIN;

-- The audit log only grows. On Postgres with a role of its own for migrations the service lacks the rights as well
-- (src/database/grant-service-role.ts); whoever owns the table can drop this trigger, and then the chain tells.
CREATE FUNCTION "refuseAuditChange"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'AuditEntry is append-only: % is refused', TG_OP USING ERRCODE = 'insufficient_privilege';
END
$$;

-- For statements, not for rows: one that would touch no row is refused as well.
CREATE TRIGGER "AuditEntry_append_only" BEFORE UPDATE OR DELETE OR TRUNCATE ON "AuditEntry"
  FOR EACH STATEMENT EXECUTE FUNCTION "refuseAuditChange"();
-- Also in sessions that switch ordinary triggers off (session_replication_role).
ALTER TABLE "AuditEntry" ENABLE ALWAYS TRIGGER "AuditEntry_append_only";

COMMIT;
