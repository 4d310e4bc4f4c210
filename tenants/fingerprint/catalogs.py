"""What is asked of the catalogs: PostgreSQL 16 to 18, one query for each kind of thing.

Each reads its catalogs whole, so it is asked of many schemas at once. The first column is the id of
the schema, the second names the thing, the others tell of it; rights are sorted, and written out
where they are the usual ones. Object ids, and whatever else differs between two equal things, are
left out; of columns that were dropped nothing is told.
"""

_SCHEMA = """
SELECT oid, 'itself', nspowner::regrole AS owner,
    ARRAY(SELECT unnest(COALESCE(nspacl, acldefault('n', nspowner)))::text ORDER BY 1) AS rights,
    obj_description(oid, 'pg_namespace') AS comment
FROM pg_namespace WHERE oid = ANY(%(schemas)s::oid[])
"""
_RELATIONS = """
SELECT c.relnamespace, c.relname, c.relkind::text AS kind, c.relpersistence::text AS persistence,
    c.relowner::regrole AS owner, a.amname AS method, s.spcname AS tablespace,
    ARRAY(SELECT unnest(COALESCE(c.relacl, acldefault(
        (CASE c.relkind WHEN 'S' THEN 's' ELSE 'r' END)::"char", c.relowner)))::text ORDER BY 1)
        AS rights,
    c.relrowsecurity AS row_security, c.relforcerowsecurity AS forced_row_security,
    c.relreplident::text AS replica_identity, c.relispopulated AS is_populated,
    ARRAY(SELECT unnest(c.reloptions) ORDER BY 1) AS options,
    ARRAY(SELECT unnest(t.reloptions) ORDER BY 1) AS toast_options,
    pg_get_expr(c.relpartbound, c.oid) AS partition_bound,
    pg_get_partkeydef(c.oid) AS partition_key, NULLIF(c.reloftype, 0)::regtype AS of_type,
    ARRAY(SELECT inhparent::regclass FROM pg_inherits WHERE inhrelid = c.oid ORDER BY inhseqno)
        AS parents,
    CASE WHEN c.relkind IN ('v', 'm') THEN pg_get_viewdef(c.oid) END AS query,
    obj_description(c.oid, 'pg_class') AS comment
FROM pg_class c LEFT JOIN pg_am a ON a.oid = c.relam LEFT JOIN pg_class t ON t.oid = c.reltoastrelid
LEFT JOIN pg_tablespace s ON s.oid = c.reltablespace
WHERE c.relnamespace = ANY(%(schemas)s::oid[]) AND c.relkind NOT IN ('i', 'I')
"""
_COLUMNS = """
SELECT c.relnamespace, c.relname || '.' || attname,
    row_number() OVER (PARTITION BY attrelid ORDER BY attnum) AS place,
    format_type(atttypid, atttypmod) AS type, attnotnull AS not_null,
    NULLIF(attcollation, 0)::regcollation AS collation, attidentity::text AS identity,
    attgenerated::text AS generated, pg_get_expr(adbin, adrelid) AS default,
    attstorage::text AS storage, attcompression::text AS compression,
    NULLIF(attstattarget, -1) AS statistics, attoptions AS options, attislocal AS is_local,
    attinhcount AS inherited, ARRAY(SELECT unnest(attacl)::text ORDER BY 1) AS rights,
    col_description(c.oid, attnum) AS comment
FROM pg_attribute JOIN pg_class c ON c.oid = attrelid
LEFT JOIN pg_attrdef ON adrelid = attrelid AND adnum = attnum
WHERE c.relnamespace = ANY(%(schemas)s::oid[]) AND attnum > 0 AND NOT attisdropped
    AND c.relkind NOT IN ('i', 'I', 'S')
"""
_CONSTRAINTS = """
SELECT connamespace, concat_ws('.', COALESCE(c.relname, typname), conname), contype::text AS kind,
    pg_get_constraintdef(n.oid) AS definition, condeferrable AS deferrable,
    condeferred AS deferred, convalidated AS validated, conislocal AS is_local,
    coninhcount AS inherited, connoinherit AS not_inherited,
    to_jsonb(n) ->> 'conenforced' AS enforced, i.relname AS index,
    ARRAY(SELECT tgenabled FROM pg_trigger WHERE tgconstraint = n.oid ORDER BY 1) AS enabled,
    obj_description(n.oid, 'pg_constraint') AS comment
FROM pg_constraint n LEFT JOIN pg_class c ON c.oid = conrelid LEFT JOIN pg_type ON pg_type.oid = contypid
LEFT JOIN pg_class i ON i.oid = conindid
WHERE connamespace = ANY(%(schemas)s::oid[])
"""
_INDEXES = """
SELECT c.relnamespace, c.relname, pg_get_indexdef(c.oid) AS definition, indisvalid AS valid,
    indisready AS ready, indisclustered AS clustered, indisreplident AS replica_identity, s.spcname AS tablespace,
    ARRAY(SELECT attnum || ':' || attstattarget FROM pg_attribute
        WHERE attrelid = c.oid AND attstattarget >= 0 ORDER BY attnum) AS statistics,
    (SELECT inhparent::regclass FROM pg_inherits WHERE inhrelid = c.oid) AS parent,
    obj_description(c.oid, 'pg_class') AS comment
FROM pg_index JOIN pg_class c ON c.oid = indexrelid LEFT JOIN pg_tablespace s ON s.oid = reltablespace
WHERE c.relnamespace = ANY(%(schemas)s::oid[])
"""
_TRIGGERS = """
SELECT relnamespace, relname || '.' || tgname, pg_get_triggerdef(t.oid) AS definition,
    tgenabled::text AS enabled, tgparentid <> 0 AS inherited, obj_description(t.oid, 'pg_trigger') AS comment
FROM pg_trigger t JOIN pg_class c ON c.oid = tgrelid
WHERE relnamespace = ANY(%(schemas)s::oid[]) AND NOT tgisinternal
"""
_RULES = """
SELECT relnamespace, relname || '.' || rulename, pg_get_ruledef(r.oid) AS definition,
    ev_enabled::text AS enabled, obj_description(r.oid, 'pg_rewrite') AS comment
FROM pg_rewrite r JOIN pg_class c ON c.oid = ev_class
WHERE relnamespace = ANY(%(schemas)s::oid[])
"""
_POLICIES = """
SELECT relnamespace, relname || '.' || polname, polcmd::text AS command, polpermissive AS permissive,
    polroles::regrole[] AS roles, pg_get_expr(polqual, polrelid) AS sees,
    pg_get_expr(polwithcheck, polrelid) AS writes, obj_description(p.oid, 'pg_policy') AS comment
FROM pg_policy p JOIN pg_class c ON c.oid = polrelid
WHERE relnamespace = ANY(%(schemas)s::oid[])
"""
_FUNCTIONS = """
SELECT pronamespace, proname || '(' || pg_get_function_identity_arguments(p.oid) || ')',
    prokind::text AS kind, CASE WHEN prokind <> 'a' THEN pg_get_functiondef(p.oid)
        ELSE concat_ws(' ', aggtransfn, aggtranstype::regtype, aggfinalfn, aggcombinefn, agginitval,
            aggsortop::regoperator) END AS definition,
    provolatile::text AS volatility, proconfig AS settings, proowner::regrole AS owner,
    ARRAY(SELECT unnest(COALESCE(proacl, acldefault('f', proowner)))::text ORDER BY 1) AS rights,
    obj_description(p.oid, 'pg_proc') AS comment
FROM pg_proc p LEFT JOIN pg_aggregate ON aggfnoid = p.oid
WHERE pronamespace = ANY(%(schemas)s::oid[])
"""
_SEQUENCES = """
SELECT relnamespace, relname, format_type(seqtypid, NULL) AS type, seqstart AS start,
    seqincrement AS increment, seqmin AS least, seqmax AS most, seqcache AS cache, seqcycle AS cycle,
    ARRAY(SELECT concat_ws(' ', refobjid::regclass, attname, d.deptype) FROM pg_depend d
        JOIN pg_attribute ON attrelid = refobjid AND attnum = refobjsubid
        WHERE d.classid = 'pg_class'::regclass AND d.objid = seqrelid AND d.deptype IN ('a', 'i')
        ORDER BY 1) AS belongs_to
FROM pg_sequence JOIN pg_class c ON c.oid = seqrelid
WHERE relnamespace = ANY(%(schemas)s::oid[]) AND relkind = 'S'
"""
_TYPES = """
SELECT typnamespace, typname, typtype::text AS kind,
    ARRAY(SELECT enumlabel FROM pg_enum WHERE enumtypid = t.oid ORDER BY enumsortorder) AS labels,
    CASE WHEN typbasetype <> 0 THEN format_type(typbasetype, typtypmod) END AS base,
    typnotnull AS not_null, typdefault AS default,
    NULLIF(typcollation, 0)::regcollation AS collation,
    (SELECT concat_ws(' ', rngsubtype::regtype, NULLIF(rngcollation, 0)::regcollation, opcname,
        rngcanonical, rngsubdiff, rngmultitypid::regtype)
        FROM pg_range JOIN pg_opclass ON pg_opclass.oid = rngsubopc WHERE rngtypid = t.oid) AS range,
    typowner::regrole AS owner,
    ARRAY(SELECT unnest(COALESCE(typacl, acldefault('T', typowner)))::text ORDER BY 1) AS rights,
    obj_description(t.oid, 'pg_type') AS comment
FROM pg_type t LEFT JOIN pg_class c ON c.oid = typrelid
WHERE typnamespace = ANY(%(schemas)s::oid[]) AND typcategory <> 'A'
    AND COALESCE(c.relkind, 'c') = 'c'
"""
_STATISTICS = """
SELECT stxnamespace, stxname, pg_get_statisticsobjdef(oid) AS definition,
    NULLIF(stxstattarget, -1) AS target, stxowner::regrole AS owner, obj_description(oid, 'pg_statistic_ext') AS comment
FROM pg_statistic_ext WHERE stxnamespace = ANY(%(schemas)s::oid[])
"""
_DEFAULT_RIGHTS = """
SELECT defaclnamespace, concat_ws(' ', 'of', defaclrole::regrole, 'on', defaclobjtype),
    ARRAY(SELECT unnest(COALESCE(defaclacl, acldefault('r', defaclrole)))::text ORDER BY 1) AS rights
FROM pg_default_acl WHERE defaclnamespace = ANY(%(schemas)s::oid[])
"""
# Nothing of ours makes these: their names are enough to notice one.
_OTHERS = """
SELECT oprnamespace, 'operator ' || oid::regoperator AS name FROM pg_operator
WHERE oprnamespace = ANY(%(schemas)s::oid[])
UNION ALL SELECT opcnamespace, 'operator class ' || opcname FROM pg_opclass
WHERE opcnamespace = ANY(%(schemas)s::oid[])
UNION ALL SELECT opfnamespace, 'operator family ' || opfname FROM pg_opfamily
WHERE opfnamespace = ANY(%(schemas)s::oid[])
UNION ALL SELECT collnamespace, 'collation ' || collname FROM pg_collation
WHERE collnamespace = ANY(%(schemas)s::oid[])
UNION ALL SELECT connamespace, 'conversion ' || conname FROM pg_conversion
WHERE connamespace = ANY(%(schemas)s::oid[])
UNION ALL SELECT cfgnamespace, 'text search configuration ' || cfgname FROM pg_ts_config
WHERE cfgnamespace = ANY(%(schemas)s::oid[])
UNION ALL SELECT dictnamespace, 'text search dictionary ' || dictname FROM pg_ts_dict
WHERE dictnamespace = ANY(%(schemas)s::oid[])
"""

CATALOGS = {
    "schema": _SCHEMA,
    "relation": _RELATIONS,
    "column": _COLUMNS,
    "constraint": _CONSTRAINTS,
    "index": _INDEXES,
    "trigger": _TRIGGERS,
    "rule": _RULES,
    "policy": _POLICIES,
    "function": _FUNCTIONS,
    "sequence": _SEQUENCES,
    "type": _TYPES,
    "statistics": _STATISTICS,
    "default rights": _DEFAULT_RIGHTS,
    "other": _OTHERS,
}

CONTENTS = {
    "what there is": """
        SELECT CASE relkind WHEN 'S' THEN 'sequence' ELSE 'table' END,
            string_agg(relname, ' ' ORDER BY relname) AS names
        FROM pg_class WHERE relnamespace = %(schema)s::regnamespace AND relkind IN ('r', 'm', 'S')
        GROUP BY 1""",
    "table": """
        SELECT '{name}', count(*) AS rows,
            md5(replace(string_agg(x::text, ' ' ORDER BY x::text), %(schema)s, '')) AS digest
        FROM "{schema}"."{name}" AS x""",
    "sequence": """SELECT '{name}', last_value, is_called FROM "{schema}"."{name}" """,
}
