package io.aett.reactive.s3;

import io.aett.reactive.testkit.GoldenFixture;
import io.aett.reactive.testkit.golden.StoredText;
import io.aett.reactive.testkit.suite.GoldenContract;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Pattern;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import software.amazon.awssdk.core.async.AsyncRequestBody;
import software.amazon.awssdk.core.async.AsyncResponseTransformer;
import software.amazon.awssdk.services.s3.S3AsyncClient;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Objects of earlier releases. */
class S3GoldenTest extends GoldenContract {

    private static final String OBJECTS = "objects.jsonl";
    private static final JsonMapper JSON = JsonMapper.shared();

    private static final Pattern LONG_STATE_KEY = Pattern.compile("(/e/[^\"/]+/)[0-9A-V]{40,}-");

    @Override
    protected GoldenFixture fixture() {
        return new Golden();
    }

    private static final class Golden extends S3Fixture implements GoldenFixture {

        private final S3AsyncClient behind = TestClients.client(server);

        @Override
        public Mono<Map<String, List<String>>> dump() {
            return objects()
                    .concatMap(object -> Mono.fromFuture(() -> behind.getObject(
                                    get -> get.bucket(TestClients.BUCKET).key(object.key()),
                                    AsyncResponseTransformer.toBytes()))
                            .map(found -> text(
                                    object.key().substring(prefix.length()),
                                    found.response().metadata(),
                                    found.asByteArrayUnsafe())))
                    .collectList()
                    .map(lines -> Map.of(OBJECTS, lines));
        }

        private static String text(String key, Map<String, String> metadata, byte[] body) {
            ObjectNode node = JSON.createObjectNode().put("key", key);
            new TreeMap<>(metadata).forEach(node.putObject("metadata")::put);
            return node.put("body", StoredText.of(body)).toString();
        }

        @Override
        public Mono<Void> load(Map<String, List<String>> files) {
            return Flux.fromIterable(files.get(OBJECTS))
                    .map(JSON::readTree)
                    .concatMap(object -> Mono.fromFuture(() -> put(object)))
                    .then();
        }

        private CompletableFuture<?> put(JsonNode object) {
            Map<String, String> metadata = new HashMap<>();
            object.get("metadata").forEachEntry((name, value) -> metadata.put(name, value.stringValue()));
            return behind.putObject(
                    put -> put.bucket(TestClients.BUCKET)
                            .key(prefix + object.get("key").stringValue())
                            .metadata(metadata),
                    AsyncRequestBody.fromBytes(
                            StoredText.bytes(object.get("body").stringValue())));
        }

        /** The keys of states are encoded in those of their objects, and some keys have an id in them that was drawn. */
        @Override
        public String comparable(String line) {
            String body = JSON.readTree(line).get("body").stringValue();
            String readable = body.startsWith("base64:")
                    ? line.replace(
                            body,
                            new String(StoredText.bytes(body), StandardCharsets.ISO_8859_1)
                                    .replaceFirst("[0-9a-f-]{36}", "<id>"))
                    : line;
            return LONG_STATE_KEY.matcher(readable).replaceFirst("$1<encoded key>");
        }

        @Override
        public Mono<Void> dispose() {
            return super.dispose().then(Mono.fromRunnable(behind::close));
        }
    }
}
