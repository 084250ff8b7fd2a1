-- The one way in which a single feature is edited, from QGIS (through views) and from the browser alike: checks it, ends the
-- row that held and begins another at one instant, makes a version of the layer of it, and writes the history.
--
-- Runs as its owner: editors have no right on any table. Everything is EPSG:3844, metres.

CREATE FUNCTION layers_edit_refuse(sentence text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION USING MESSAGE = sentence, ERRCODE = 'P0001';
END $$;

CREATE FUNCTION layers_edit_shape(shape geometry, kind text) RETURNS geometry LANGUAGE plpgsql STABLE AS $$
DECLARE wanted int := CASE kind WHEN 'point' THEN 0 WHEN 'line' THEN 1 ELSE 2 END;
BEGIN
    IF shape IS NULL OR ST_IsEmpty(shape) THEN
        PERFORM layers_edit_refuse('Elementul nu are geometrie. Desenați-l înainte de a salva.');
    END IF;
    IF ST_SRID(shape) NOT IN (0, 3844, 31700) THEN
        PERFORM layers_edit_refuse(format('Geometria este în EPSG:%s, stratul în Stereo 70 (EPSG:3844). Transformați-o înainte de a salva.', ST_SRID(shape)));
    END IF;
    shape := ST_SetSRID(ST_Force2D(CASE WHEN ST_HasArc(shape) THEN ST_CurveToLine(shape) ELSE shape END), 3844);
    IF ST_Dimension(shape) <> wanted OR ST_GeometryType(shape) = 'ST_GeometryCollection' THEN
        PERFORM layers_edit_refuse(format('Stratul conține %s; ați desenat altceva.', CASE wanted WHEN 0 THEN 'puncte' WHEN 1 THEN 'linii' ELSE 'poligoane' END));
    END IF;
    IF NOT (ST_XMin(shape) >= 100000 AND ST_XMax(shape) <= 950000 AND ST_YMin(shape) >= 200000 AND ST_YMax(shape) <= 800000) THEN
        PERFORM layers_edit_refuse('Geometria este în afara României în Stereo 70. Verificați sistemul de coordonate și ordinea axelor (x = est, y = nord).');
    END IF;
    IF NOT ST_IsValid(shape) THEN
        PERFORM layers_edit_refuse(format('Geometria nu este validă lângă E %s, N %s: conturul se intersectează sau se atinge pe sine. Corectați colțurile.',
            round(ST_X(location(ST_IsValidDetail(shape)))::numeric, 2), round(ST_Y(location(ST_IsValidDetail(shape)))::numeric, 2)));
    END IF;
    IF (wanted = 2 AND ST_Area(shape) <= 0.01) OR (wanted = 1 AND ST_Length(shape) <= 0.01) THEN
        PERFORM layers_edit_refuse('Elementul desenat este prea mic (sub un centimetru). Desenați-l din nou.');
    END IF;
    -- A multi of one is what many programs write; the house keeps the simple kind.
    RETURN CASE WHEN ST_NumGeometries(shape) = 1 THEN ST_GeometryN(shape, 1) ELSE shape END;
END $$;

CREATE FUNCTION layers_edit_attrs(given jsonb, schema jsonb) RETURNS jsonb LANGUAGE plpgsql IMMUTABLE AS $$
DECLARE field jsonb; name text; title text; value jsonb;
BEGIN
    FOR field IN SELECT * FROM jsonb_array_elements(schema) LOOP
        name := field->>'name';
        title := coalesce(nullif(field->>'title_ro', ''), name);
        value := given->name;
        IF jsonb_typeof(value) = 'string' THEN
            -- Old keyboards write the cedilla letters in place of those with a comma below.
            value := to_jsonb(nullif(btrim(translate(value #>> '{}', U&'\015F\015E\0163\0162', U&'\0219\0218\021B\021A')), ''));
            given := jsonb_set(given, ARRAY[name], coalesce(value, 'null'));
        END IF;
        IF value IS NULL OR jsonb_typeof(value) = 'null' THEN
            IF field ? 'default' AND jsonb_typeof(field->'default') <> 'null' THEN
                given := given || jsonb_build_object(name, field->'default');
            ELSIF coalesce((field->>'required')::boolean, false) THEN
                PERFORM layers_edit_refuse(format('Câmpul „%s” este obligatoriu.', title));
            ELSE
                given := given - name;
            END IF;
        ELSIF field->>'type' = 'choice' AND NOT (field->'values' @> jsonb_build_array(value)) THEN
            PERFORM layers_edit_refuse(format('Câmpul „%s” nu poate fi „%s”. Valori admise: %s.', title, value #>> '{}',
                (SELECT string_agg(one, ', ') FROM jsonb_array_elements_text(field->'values') one)));
        ELSIF field->>'type' IN ('number', 'integer') AND (jsonb_typeof(value) <> 'number' OR (field->>'type' = 'integer' AND (value #>> '{}')::numeric % 1 <> 0)) THEN
            PERFORM layers_edit_refuse(format('Câmpul „%s” este un număr%s.', title, CASE WHEN field->>'type' = 'integer' THEN ' întreg' ELSE '' END));
        ELSIF field->>'type' = 'boolean' AND jsonb_typeof(value) <> 'boolean' THEN
            PERFORM layers_edit_refuse(format('Câmpul „%s” este da sau nu.', title));
        ELSIF field->>'type' = 'date' AND (value #>> '{}') !~ '^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$' THEN
            PERFORM layers_edit_refuse(format('Câmpul „%s” este o dată, scrisă 2026-03-14.', title));
        END IF;
    END LOOP;
    RETURN given;
END $$;

CREATE FUNCTION layers_edit_row(f layers_feature) RETURNS jsonb LANGUAGE sql STABLE AS $$
    SELECT jsonb_build_object('key', f.key, 'siruta', f.siruta, 'label', f.label, 'attrs', f.attrs, 'geom', ST_AsEWKT(f.geom))
$$;

-- action: insert, update or delete. fid: the thing's lasting number (null for insert). attrs replaces the declared attributes and
-- keeps the others. Returns the lasting number.
CREATE FUNCTION layers_edit_feature(
    of_layer bigint, action text, fid bigint, new_key text, new_siruta text, new_label text, new_attrs jsonb, new_geom geometry, by_user bigint, why text
) RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE
    l layers_layer%ROWTYPE; v layers_layerversion%ROWTYPE; old layers_feature%ROWTYPE; fresh layers_feature%ROWTYPE;
    moment timestamptz; thing bigint := fid; before jsonb; made bigint; gone int := 0;
BEGIN
    -- The layer's row is the turnstile: publications and edits pass one at a time.
    SELECT * INTO l FROM layers_layer WHERE id = of_layer FOR UPDATE;
    IF NOT FOUND OR NOT l.active THEN
        PERFORM layers_edit_refuse('Stratul nu mai există sau nu mai este folosit.');
    END IF;
    SELECT * INTO v FROM layers_layerversion WHERE layer_id = of_layer AND state = 'published';
    IF NOT FOUND THEN
        PERFORM layers_edit_refuse('Stratul nu are încă o versiune publicată: publicați întâi o livrare.');
    END IF;
    IF action <> 'insert' THEN
        SELECT * INTO old FROM layers_feature f WHERE f.layer_id = of_layer AND coalesce(f.identity, f.id) = fid AND f.until IS NULL;
        IF NOT FOUND THEN
            PERFORM layers_edit_refuse('Elementul a fost șters sau înlocuit între timp de altcineva. Reîncărcați stratul.');
        END IF;
        before := layers_edit_row(old);
    END IF;
    IF action <> 'delete' THEN
        new_geom := layers_edit_shape(new_geom, l.geometry);
        new_attrs := layers_edit_attrs(CASE WHEN action = 'update' THEN old.attrs ELSE '{}' END || coalesce(new_attrs, '{}'), l.attribute_schema);
        new_key := left(btrim(coalesce(new_key, '')), 120);
        new_siruta := left(btrim(coalesce(new_siruta, '')), 6);
        new_label := left(btrim(translate(coalesce(new_label, ''), U&'\015F\015E\0163\0162', U&'\0219\0218\021B\021A')), 200);
        IF l.role = 'parcels' AND new_key = '' THEN
            PERFORM layers_edit_refuse('Parcela nu are număr cadastral. Completați câmpul „key”.');
        END IF;
        IF new_key <> '' AND (action = 'insert' OR new_key <> old.key OR new_siruta <> old.siruta)
           AND EXISTS (SELECT FROM layers_feature f WHERE f.layer_id = of_layer AND f.until IS NULL AND f.key = new_key AND f.siruta = new_siruta) THEN
            PERFORM layers_edit_refuse(format('Există deja un element cu identificatorul „%s” în acest strat.', new_key));
        END IF;
    END IF;

    -- All edits of one transaction are one version: programs write attributes and geometry in separate statements.
    IF v.counts->>'transaction' = pg_current_xact_id()::text THEN
        moment := v.published_at;
    ELSE
        moment := greatest(clock_timestamp(), v.published_at + interval '1 microsecond');
        UPDATE layers_layerversion SET state = 'superseded', ended_at = moment WHERE id = v.id;
        INSERT INTO layers_layerversion (layer_id, number, state, data_date, published_at, published_by_id, feature_count, coverage, counts, note, card)
        SELECT of_layer, (SELECT max(number) + 1 FROM layers_layerversion WHERE layer_id = of_layer), 'published', v.data_date, moment, by_user, v.feature_count, v.coverage,
               jsonb_build_object('transaction', pg_current_xact_id()::text, 'edits', 0), left(coalesce(nullif(why, ''), 'Editare'), 300), v.card
        RETURNING * INTO v;
    END IF;

    IF action <> 'insert' THEN
        DELETE FROM layers_piece p WHERE p.feature_id = old.id AND p.until IS NULL AND old.since = moment;
        IF old.since = moment THEN
            -- Born in this very transaction: nobody has seen it.
            DELETE FROM layers_feature WHERE id = old.id;
        ELSE
            UPDATE layers_piece SET until = moment WHERE feature_id = old.id AND until IS NULL;
            UPDATE layers_feature SET until = moment WHERE id = old.id;
        END IF;
    END IF;
    IF action <> 'delete' THEN
        INSERT INTO layers_feature (layer_id, key, siruta, label, attrs, geom, geom_3857, original, repaired, fingerprint, identity, since, until)
        VALUES (of_layer, new_key, new_siruta, new_label, new_attrs, new_geom, ST_Transform(new_geom, 3857), NULL, '',
                md5(ST_AsBinary(new_geom) || convert_to(new_attrs::text || new_label, 'UTF8')), fid, moment, NULL)
        RETURNING * INTO fresh;
        thing := coalesce(fresh.identity, fresh.id);
        IF l.role <> 'parcels' THEN
            INSERT INTO layers_piece (feature_id, layer_id, geom, since, until)
            SELECT fresh.id, of_layer, p.geom, moment, NULL
            FROM (SELECT fresh.geom WHERE ST_NPoints(fresh.geom) <= 128 UNION ALL SELECT ST_Subdivide(fresh.geom, 128) WHERE ST_NPoints(fresh.geom) > 128) p
            WHERE ST_Dimension(p.geom) = ST_Dimension(fresh.geom);
        END IF;
    END IF;
    UPDATE layers_layerversion SET
        counts = counts || jsonb_build_object('edits', (counts->>'edits')::int + 1),
        feature_count = greatest(feature_count + CASE action WHEN 'insert' THEN 1 WHEN 'delete' THEN -1 ELSE 0 END, 0)
    WHERE id = v.id;
    INSERT INTO layers_edit (layer_id, version, identity, action, at, user_id, db_role, program, reason, before, after)
    VALUES (of_layer, v.number, thing, action, moment, by_user, session_user, left(current_setting('application_name', true), 64), left(coalesce(why, ''), 300),
            before, CASE WHEN action <> 'delete' THEN layers_edit_row(fresh) END);
    RETURN thing;
END $$;
-- Only the views' trigger (which runs as its owner) and the service call it: the layer is a parameter, so nobody else may.
REVOKE ALL ON FUNCTION layers_edit_feature(bigint, text, bigint, text, text, text, jsonb, geometry, bigint, text) FROM PUBLIC;

CREATE FUNCTION layers_edit_view() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE person bigint; given jsonb; declared jsonb; of_layer bigint := TG_ARGV[0]::bigint; of_authority bigint; own text[] := ARRAY['fid', 'key', 'siruta', 'label', 'since', 'geom'];
BEGIN
    SELECT authority_id, attribute_schema INTO of_authority, declared FROM layers_layer WHERE id = of_layer;
    SELECT user_id INTO person FROM layers_editorrole WHERE name = session_user AND authority_id = of_authority AND ended_at IS NULL;
    IF person IS NULL THEN
        PERFORM layers_edit_refuse('Rolul cu care v-ați conectat nu are drept de editare la această primărie. Cereți administratorului acces QGIS.');
    END IF;
    IF TG_OP = 'DELETE' THEN
        PERFORM layers_edit_feature(of_layer, 'delete', OLD.fid, NULL, NULL, NULL, NULL, NULL, person, '');
        RETURN OLD;
    END IF;
    given := to_jsonb(NEW) - 'geom';
    -- A column whose name was taken by one of ours is shown with attr_ before it.
    given := (SELECT coalesce(jsonb_object_agg(f->>'name', given->(CASE WHEN f->>'name' = ANY(own) THEN 'attr_' ELSE '' END || (f->>'name'))), '{}') FROM jsonb_array_elements(declared) f);
    IF TG_OP = 'UPDATE' THEN
        PERFORM layers_edit_feature(of_layer, 'update', OLD.fid, NEW.key, NEW.siruta, NEW.label, given, NEW.geom, person, '');
        NEW.fid := OLD.fid;
    ELSE
        NEW.fid := layers_edit_feature(of_layer, 'insert', NULL, NEW.key, NEW.siruta, NEW.label, given, NEW.geom, person, '');
    END IF;
    RETURN NEW;
END $$;
REVOKE ALL ON FUNCTION layers_edit_view() FROM PUBLIC;

CREATE FUNCTION layers_edit_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'Istoricul editărilor nu se modifică și nu se șterge.';
END $$;
CREATE TRIGGER layers_edit_kept BEFORE UPDATE OR DELETE ON layers_edit FOR EACH ROW EXECUTE FUNCTION layers_edit_kept();
