package io.aett.reactive.dynamodb;

import io.aett.reactive.testkit.GoldenFixture;
import io.aett.reactive.testkit.golden.StoredText;
import io.aett.reactive.testkit.suite.GoldenContract;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.TableDescription;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Items of earlier releases in a table with the keys of earlier releases. */
class DynamoGoldenTest extends GoldenContract {

    private static final String KEYS = "keys.jsonl";
    private static final String ITEMS = "items.jsonl";
    private static final JsonMapper JSON = JsonMapper.shared();

    private static final Map<Pattern, String> DRAWN = Map.of(
            Pattern.compile("([\" ][cdisx])[0-9a-z]{10}:"), "$1<generation>:",
            Pattern.compile("(\"g\":\\{\"N\":\")[0-9]+"), "$1<generation>",
            Pattern.compile("(\"d\":\\{\"NS\":\\[\")[0-9]+"), "$1<generation>");

    @Override
    protected GoldenFixture fixture() {
        return new Golden();
    }

    private static final class Golden extends DynamoFixture implements GoldenFixture {

        private final RawTable items = new RawTable(rawClient(), table);

        @Override
        public Mono<Map<String, List<String>>> dump() {
            Mono<List<String>> keys = Mono.fromFuture(() -> rawClient().describeTable(d -> d.tableName(table)))
                    .map(described -> keys(described.table()));
            Mono<List<String>> lines = items.items().map(Golden::text).collectList();
            return Mono.zip(keys, lines, (first, second) -> Map.of(KEYS, first, ITEMS, second));
        }

        private static List<String> keys(TableDescription table) {
            return table.keySchema().stream()
                    .map(key -> JSON.createObjectNode()
                            .put("name", key.attributeName())
                            .put("key", key.keyTypeAsString())
                            .put("type", type(table, key.attributeName()))
                            .toString())
                    .toList();
        }

        private static String type(TableDescription table, String attribute) {
            return table.attributeDefinitions().stream()
                    .filter(definition -> definition.attributeName().equals(attribute))
                    .map(AttributeDefinition::attributeTypeAsString)
                    .findFirst()
                    .orElseThrow();
        }

        private static String text(Map<String, AttributeValue> item) {
            ObjectNode node = JSON.createObjectNode();
            new TreeMap<>(item).forEach((name, value) -> node.set(name, node(value)));
            return node.toString();
        }

        private static ObjectNode node(AttributeValue value) {
            ObjectNode node = JSON.createObjectNode();
            switch (value.type()) {
                case S -> node.put("S", value.s());
                case N -> node.put("N", value.n());
                case BOOL -> node.put("BOOL", value.bool());
                case B -> node.put("B", StoredText.of(value.b().asByteArray()));
                case NS -> value.ns().stream().sorted().forEach(node.putArray("NS")::add);
                default -> throw new IllegalStateException("an attribute of type " + value.type());
            }
            return node;
        }

        private static AttributeValue value(JsonNode node) {
            String type = node.propertyNames().iterator().next();
            JsonNode value = node.get(type);
            return switch (type) {
                case "S" -> AttributeValue.fromS(value.stringValue());
                case "N" -> AttributeValue.fromN(value.stringValue());
                case "BOOL" -> AttributeValue.fromBool(value.booleanValue());
                case "B" -> AttributeValue.fromB(SdkBytes.fromByteArray(StoredText.bytes(value.stringValue())));
                case "NS" ->
                    AttributeValue.fromNs(
                            value.valueStream().map(JsonNode::stringValue).toList());
                default -> throw new IllegalStateException("an attribute of type " + type);
            };
        }

        @Override
        public Mono<Void> load(Map<String, List<String>> files) {
            List<JsonNode> keys = files.get(KEYS).stream().map(JSON::readTree).toList();
            return Mono.fromFuture(() -> rawClient()
                            .createTable(create -> create.tableName(table)
                                    .billingMode(BillingMode.PAY_PER_REQUEST)
                                    .keySchema(keys.stream().map(Golden::key).toList())
                                    .attributeDefinitions(keys.stream()
                                            .map(Golden::definition)
                                            .toList())))
                    .then(Mono.fromFuture(
                            () -> rawClient().waiter().waitUntilTableExists(wait -> wait.tableName(table))))
                    .thenMany(Flux.fromIterable(files.get(ITEMS)))
                    .map(JSON::readTree)
                    .concatMap(line -> {
                        Map<String, AttributeValue> item = new HashMap<>();
                        line.forEachEntry((name, value) -> item.put(name, value(value)));
                        return items.put(item);
                    })
                    .then();
        }

        private static KeySchemaElement key(JsonNode key) {
            return KeySchemaElement.builder()
                    .attributeName(key.get("name").stringValue())
                    .keyType(key.get("key").stringValue())
                    .build();
        }

        private static AttributeDefinition definition(JsonNode key) {
            return AttributeDefinition.builder()
                    .attributeName(key.get("name").stringValue())
                    .attributeType(key.get("type").stringValue())
                    .build();
        }

        /** Generations and the slots of announcements are drawn; what is deflated may be other bytes on another machine. */
        @Override
        public String comparable(String line) {
            String masked = inflated(line);
            for (Map.Entry<Pattern, String> drawn : DRAWN.entrySet()) {
                masked = drawn.getKey().matcher(masked).replaceAll(drawn.getValue());
            }
            return masked;
        }

        private static String inflated(String line) {
            ObjectNode node = (ObjectNode) JSON.readTree(line);
            if (!node.has("b") && node.has("o")) {
                return node.remove(node.propertyStream()
                                .map(Map.Entry::getKey)
                                .filter(name -> name.matches("[fly][0-9]+"))
                                .toList())
                        .toString();
            }
            if (!node.has("z")
                    || !node.has("b")
                    || node.get("z").get("N").stringValue().equals("0")) {
                return line;
            }
            byte[] deflated = value(node.get("b")).b().asByteArray();
            int length = Integer.parseInt(node.get("z").get("N").stringValue());
            node.put("b", "deflated " + StoredText.of(new Payload(deflated, length).restored()));
            return node.toString();
        }
    }
}
