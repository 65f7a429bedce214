package io.aett.reactive.postgres;

import io.aett.reactive.testkit.GoldenFixture;
import io.aett.reactive.testkit.golden.StoredText;
import io.aett.reactive.testkit.suite.GoldenContract;
import io.r2dbc.spi.Readable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import reactor.core.publisher.Mono;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Rows of earlier releases in tables of earlier releases. */
class PostgresGoldenTest extends GoldenContract {

    private static final String TABLES = "schema.sql";
    private static final String SEQUENCE = "checkpoints.jsonl";
    private static final String ROWS = ".jsonl";
    private static final String ANY_SCHEMA = "golden";
    private static final Set<String> BYTES = Set.of("payload", "value");
    private static final JsonMapper JSON = JsonMapper.shared();

    @Override
    protected GoldenFixture fixture() {
        return new Golden();
    }

    private static final class Golden extends PostgresFixture implements GoldenFixture {

        @Override
        public Mono<Map<String, List<String>>> dump() {
            return Mono.fromCallable(() -> {
                Map<String, List<String>> files = new HashMap<>();
                files.put(TABLES, PostgresSchema.ddl(ANY_SCHEMA).lines().toList());
                files.put(
                        SEQUENCE,
                        rows("SELECT row_to_json(t) FROM (SELECT last_value, is_called FROM %s.checkpoints) t"));
                for (String table : tables()) {
                    files.put(table + ROWS, rows("SELECT row_to_json(t) FROM %s." + table + " t"));
                }
                return files;
            });
        }

        private List<String> tables() {
            return database.query(
                    "SELECT tablename::text FROM pg_tables WHERE schemaname = '" + schema + "'", Golden::text);
        }

        private List<String> rows(String query) {
            return database
                    .query(query.formatted(schema).replace("row_to_json(t)", "row_to_json(t)::text"), Golden::text)
                    .stream()
                    .map(row ->
                            converted(row, hex -> StoredText.of(HexFormat.of().parseHex(hex.substring(2)))))
                    .toList();
        }

        private static String text(Readable row) {
            return CommitRow.value(row, 0, String.class);
        }

        private static String converted(String row, UnaryOperator<String> bytes) {
            ObjectNode columns = (ObjectNode) JSON.readTree(row);
            BYTES.stream()
                    .filter(columns::has)
                    .forEach(column ->
                            columns.put(column, bytes.apply(columns.get(column).stringValue())));
            return JSON.writeValueAsString(columns);
        }

        @Override
        public Mono<Void> load(Map<String, List<String>> files) {
            return Mono.fromRunnable(() -> {
                List<String> statements = new ArrayList<>();
                statements.add("SET ROLE " + Database.ROLE);
                statements.add(
                        String.join("\n", files.get(TABLES)).replace('"' + ANY_SCHEMA + '"', '"' + schema + '"'));
                files.forEach((file, lines) -> lines.forEach(line -> statements.addAll(statements(file, line))));
                database.admin(String.join(";\n", statements));
            });
        }

        private List<String> statements(String file, String line) {
            if (file.equals(TABLES)) {
                return List.of();
            }
            if (file.equals(SEQUENCE)) {
                return List.of(
                        "SELECT setval('%s.checkpoints', (j ->> 'last_value')::bigint, (j ->> 'is_called')::boolean) FROM (SELECT %s::jsonb j) t"
                                .formatted(schema, literal(line)));
            }
            String table = schema + "." + file.substring(0, file.length() - ROWS.length());
            String row = converted(line, text -> "\\x" + HexFormat.of().formatHex(StoredText.bytes(text)));
            String only = file.startsWith("store") ? "DELETE FROM " + table + "; " : "";
            return List.of(only
                    + "INSERT INTO %1$s SELECT * FROM jsonb_populate_record(null::%1$s, %2$s::jsonb)"
                            .formatted(table, literal(row)));
        }
    }
}
