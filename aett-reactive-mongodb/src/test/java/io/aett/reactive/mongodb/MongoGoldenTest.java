package io.aett.reactive.mongodb;

import com.mongodb.reactivestreams.client.MongoDatabase;
import io.aett.reactive.testkit.GoldenFixture;
import io.aett.reactive.testkit.golden.StoredText;
import io.aett.reactive.testkit.suite.GoldenContract;
import io.aett.reactive.testservers.MongoServer;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.bson.BsonArray;
import org.bson.BsonBinary;
import org.bson.BsonDocument;
import org.bson.BsonString;
import org.bson.BsonValue;
import org.bson.json.JsonMode;
import org.bson.json.JsonWriterSettings;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Documents of earlier releases, with the indexes of earlier releases. */
class MongoGoldenTest extends GoldenContract {

    private static final String INDEXES = "indexes.jsonl";
    private static final String DOCUMENTS = ".jsonl";
    private static final String BYTES = "$bytes";

    /** Extended JSON, but for bytes, which are readable. */
    private static final JsonWriterSettings JSON =
            JsonWriterSettings.builder().outputMode(JsonMode.EXTENDED).build();

    private static final Pattern DRAWN = Pattern.compile(
            "(\"(?:generation|first|purges)\": \\{\"\\$numberLong\": \")[0-9]+|(?<=\"_id\": \\{\"\\$numberLong\": \")[0-9]{9,}|(?<=\"\\$oid\": \")[0-9a-f]+");

    private static final Pattern TALK = Pattern.compile("\"patience\": \\[[^]]*], |, \"nudges\": \\{[^}]*}");

    @Override
    protected GoldenFixture fixture() {
        return new Golden();
    }

    private static final class Golden extends MongoFixture implements GoldenFixture {

        Golden() {
            super(MongoServer.sharedReplicaSet().uri());
        }

        private MongoDatabase data() {
            return collections().database();
        }

        @Override
        public Mono<Map<String, List<String>>> dump() {
            return Flux.from(data().listCollectionNames())
                    .concatMap(name -> Flux.from(data().getCollection(name, BsonDocument.class)
                                    .find())
                            .map(document -> text(readable(document)))
                            .collectList()
                            .map(lines -> Map.entry(name + DOCUMENTS, lines)))
                    .concatWith(indexes())
                    .collectMap(Map.Entry::getKey, Map.Entry::getValue);
        }

        private Mono<Map.Entry<String, List<String>>> indexes() {
            return Flux.from(data().listCollectionNames())
                    .concatMap(name -> Flux.from(data().getCollection(name).listIndexes(BsonDocument.class))
                            .map(index -> text(new BsonDocument("createIndexes", new BsonString(name))
                                    .append("indexes", new BsonArray(List.of(index))))))
                    .collectList()
                    .map(lines -> Map.entry(INDEXES, lines));
        }

        private static String text(BsonDocument document) {
            return document.toJson(JSON);
        }

        @Override
        public Mono<Void> load(Map<String, List<String>> files) {
            return Flux.fromIterable(new TreeMap<>(files).entrySet())
                    .concatMap(file -> Flux.fromIterable(file.getValue())
                            .map(BsonDocument::parse)
                            .concatMap(document -> load(file.getKey(), document)))
                    .then();
        }

        private Mono<?> load(String file, BsonDocument document) {
            if (file.equals(INDEXES)) {
                return Mono.<Object>from(data().runCommand(document));
            }
            String name = file.substring(0, file.length() - DOCUMENTS.length());
            return Mono.from(data().getCollection(name, BsonDocument.class)
                    .insertOne(stored(document).asDocument()));
        }

        /** Generations are counted from a number that was drawn; what writers and readers tell each other depends on how fast they are. */
        @Override
        public String comparable(String line) {
            return DRAWN.matcher(TALK.matcher(line).replaceAll("")).replaceAll("$1<drawn>");
        }

        private static BsonDocument readable(BsonDocument document) {
            BsonDocument readable = new BsonDocument();
            document.forEach((name, value) -> readable.append(name, readable(value)));
            return readable;
        }

        private static BsonValue readable(BsonValue value) {
            if (value.isDocument()) {
                return readable(value.asDocument());
            }
            return value.isBinary()
                    ? new BsonDocument(
                            BYTES + value.asBinary().getType(),
                            new BsonString(StoredText.of(value.asBinary().getData())))
                    : value;
        }

        private static BsonValue stored(BsonValue value) {
            if (!value.isDocument()) {
                return value;
            }
            BsonDocument stored = new BsonDocument();
            for (Map.Entry<String, BsonValue> member : value.asDocument().entrySet()) {
                if (member.getKey().startsWith(BYTES)) {
                    byte type = Byte.parseByte(member.getKey().substring(BYTES.length()));
                    return new BsonBinary(
                            type, StoredText.bytes(member.getValue().asString().getValue()));
                }
                stored.append(member.getKey(), stored(member.getValue()));
            }
            return stored;
        }
    }
}
