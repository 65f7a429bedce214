package io.aett.reactive.cli.python;

import io.aett.reactive.cli.store.Aws;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import software.amazon.awssdk.core.async.AsyncResponseTransformer;
import software.amazon.awssdk.services.s3.S3AsyncClient;
import software.amazon.awssdk.services.s3.model.S3Object;

/** The objects in S3, which have no order between streams: {@code FOLDER/TENANT/STREAM/SECOND_ID_SEQUENCE_REVISION.json}. */
final class PythonS3 implements PythonStore {

    private static final Pattern KEY =
            Pattern.compile("(.*)/(\\d{1,12})_[^/_]+_(\\d{1,18})_(\\d{1,18})\\.json", Pattern.DOTALL);

    private final S3AsyncClient client;
    private final String bucket;
    private final String commits;
    private final String snapshots;

    PythonS3(Aws aws, String bucket, String commits, String snapshots) {
        this.client = aws.s3();
        this.bucket = bucket;
        this.commits = commits;
        this.snapshots = snapshots;
    }

    @Override
    public Flux<Row> rows() {
        return ByStamp.rows(objects(commits).map(PythonS3::key), this::read);
    }

    /** Without the empty objects that consoles make for folders. */
    private Flux<String> objects(String folder) {
        return Flux.from(client.listObjectsV2Paginator(
                                list -> list.bucket(bucket).prefix(folder + "/"))
                        .contents())
                .filter(object -> object.size() > 0 || !object.key().endsWith("/"))
                .map(S3Object::key);
    }

    private static ByStamp.Key key(String object) {
        Matcher parts = KEY.matcher(object);
        return parts.matches()
                ? new ByStamp.Key(
                        parts.group(1),
                        Long.parseLong(parts.group(3)),
                        Long.parseLong(parts.group(4)),
                        Long.parseLong(parts.group(2)),
                        object)
                : new ByStamp.Key(object, 0, 0, 0, object);
    }

    private Mono<Row> read(ByStamp.Key key, long place) {
        return Mono.fromFuture(() ->
                        client.getObject(get -> get.bucket(bucket).key(key.id()), AsyncResponseTransformer.toBytes()))
                .map(found -> new Row(place, "object " + key.id(), fields(found.asByteArray())));
    }

    private static Fields fields(byte[] object) {
        try {
            Map<String, byte[]> members = JsonParts.members(object);
            return name -> value(
                    name,
                    members.get(name.replaceAll("(?<=[a-z])(?=[A-Z])", "_").toLowerCase(Locale.ROOT)));
        } catch (UnreadableRowException e) {
            return name -> {
                throw e;
            };
        }
    }

    private static @Nullable Object value(String name, byte @Nullable [] member) {
        if (member == null) {
            return null;
        }
        return switch (name) {
            case RowDecoder.EVENTS -> member;
            case RowDecoder.HEADERS -> headers(member);
            default -> JsonParts.value(member);
        };
    }

    /** The value of each is a text that is JSON. */
    private static Members headers(byte[] object) {
        Map<String, byte[]> headers = JsonParts.members(object);
        headers.replaceAll((name, value) ->
                JsonParts.value(value) instanceof String text ? text.getBytes(StandardCharsets.UTF_8) : value);
        return new Members(headers);
    }

    @Override
    public Mono<Long> snapshots() {
        return objects(snapshots).count();
    }

    @Override
    public Mono<Void> close() {
        return Mono.<Void>fromRunnable(client::close).subscribeOn(Schedulers.boundedElastic());
    }
}
