package io.aett.reactive.s3;

import io.aett.reactive.StorageException;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import reactor.core.Exceptions;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import software.amazon.awssdk.http.SdkHttpResponse;
import software.amazon.awssdk.services.s3.model.BucketVersioningStatus;
import software.amazon.awssdk.services.s3.model.DeleteObjectsResponse;
import software.amazon.awssdk.services.s3.model.GetBucketVersioningResponse;
import software.amazon.awssdk.services.s3.model.ListObjectVersionsResponse;
import software.amazon.awssdk.services.s3.model.ObjectIdentifier;
import software.amazon.awssdk.services.s3.model.S3Error;
import software.amazon.awssdk.services.s3.model.S3Exception;

/**
 * Deletes what is below a prefix, a thousand objects at a time, and fails when anything stays.
 *
 * <p>In a bucket that keeps versions, deleting only hides: there every version is deleted, and if a lock or a retention rule
 * keeps one, that is an error and not a silent rest.
 */
final class Removal {

    private static final int PAGES_AT_ONCE = 4;

    private final S3Bucket bucket;

    Removal(S3Bucket bucket) {
        this.bucket = bucket;
    }

    /** Deletes the keys below the prefix that {@code doomed} leaves of each page. May be repeated. */
    Mono<Void> removeAll(String prefix, Function<List<String>, Mono<List<String>>> doomed) {
        return removeAll(List.of(new Doomed(prefix, doomed)));
    }

    /** Of the keys below a prefix those that are to go, page by page. */
    record Doomed(String prefix, Function<List<String>, Mono<List<String>>> of) {}

    /** As {@link #removeAll(String, Function)}, one prefix after the other. */
    Mono<Void> removeAll(List<Doomed> all) {
        return keepsVersions()
                .flatMap(versions -> Flux.fromIterable(all)
                        .concatMap(one -> versions ? removeVersions(one.prefix, one.of) : remove(one.prefix, one.of))
                        .then());
    }

    /** Endpoints that do not know the question have no versions. */
    private Mono<Boolean> keepsVersions() {
        return Mono.fromFuture(() -> bucket.client().getBucketVersioning(ask -> ask.bucket(bucket.name())))
                .map(Removal::saysThatItKeepsVersions)
                .as(bucket::repeated)
                .onErrorResume(
                        e -> e instanceof S3Exception refused
                                && (refused.statusCode() == 501 || refused.statusCode() == 405),
                        e -> Mono.just(false));
    }

    /** A bucket that never kept any says nothing; then the answer has to be whole, so its head tells where the body ends. */
    private static boolean saysThatItKeepsVersions(GetBucketVersioningResponse answer) {
        SdkHttpResponse head = answer.sdkHttpResponse();
        if (answer.status() == null
                && head.firstMatchingHeader(List.of("Content-Length", "Transfer-Encoding"))
                        .isEmpty()) {
            throw Exceptions.propagate(new CutAnswerException());
        }
        return answer.status() == BucketVersioningStatus.ENABLED || answer.status() == BucketVersioningStatus.SUSPENDED;
    }

    private Mono<Void> remove(String prefix, Function<List<String>, Mono<List<String>>> doomed) {
        return bucket.listAll(prefix)
                .flatMap(
                        page -> doomed.apply(page)
                                .flatMap(keys -> delete(keys.stream()
                                        .map(key -> ObjectIdentifier.builder()
                                                .key(key)
                                                .build())
                                        .toList())),
                        PAGES_AT_ONCE)
                .then();
    }

    private Mono<Void> removeVersions(String prefix, Function<List<String>, Mono<List<String>>> doomed) {
        return versions(prefix, null, null)
                .expand(page -> S3Bucket.certain(page.isTruncated())
                        ? versions(prefix, page.nextKeyMarker(), page.nextVersionIdMarker())
                        : Mono.empty())
                .flatMap(
                        page -> {
                            List<ObjectIdentifier> found = found(page);
                            return doomed.apply(found.stream()
                                            .map(ObjectIdentifier::key)
                                            .distinct()
                                            .toList())
                                    .flatMap(keys -> delete(found.stream()
                                            .filter(version -> keys.contains(version.key()))
                                            .toList()));
                        },
                        PAGES_AT_ONCE)
                .then();
    }

    private Mono<ListObjectVersionsResponse> versions(String prefix, @Nullable String key, @Nullable String version) {
        return Mono.fromFuture(() -> bucket.client()
                        .listObjectVersions(list -> list.bucket(bucket.name())
                                .prefix(prefix)
                                .keyMarker(key)
                                .versionIdMarker(version)))
                .doOnNext(page -> S3Bucket.certain(page.isTruncated()))
                .as(bucket::repeated);
    }

    private static List<ObjectIdentifier> found(ListObjectVersionsResponse page) {
        return Stream.concat(
                        page.versions().stream().map(version -> identifier(version.key(), version.versionId())),
                        page.deleteMarkers().stream().map(marker -> identifier(marker.key(), marker.versionId())))
                .toList();
    }

    private static ObjectIdentifier identifier(String key, String version) {
        return ObjectIdentifier.builder().key(key).versionId(version).build();
    }

    /** LIST gives versions and delete markers together a thousand at most, as DELETE takes. */
    private Mono<DeleteObjectsResponse> delete(List<ObjectIdentifier> objects) {
        return objects.isEmpty()
                ? Mono.empty()
                : S3Bucket.<DeleteObjectsResponse>sent(() -> bucket.client()
                                .deleteObjects(request ->
                                        request.bucket(bucket.name()).delete(delete -> delete.objects(objects))))
                        .doOnNext(answer -> {
                            if (!answer.errors().isEmpty()) {
                                throw notRemoved(answer.errors());
                            }
                            if (answer.deleted().isEmpty()) {
                                throw Exceptions.propagate(new CutAnswerException());
                            }
                        })
                        .as(bucket::repeated);
    }

    private StorageException notRemoved(List<S3Error> errors) {
        S3Error first = errors.get(0);
        return new StorageException(errors.size() + " objects in bucket " + bucket.name()
                + " could not be removed (an object lock, or a permission that is missing?); run it again when that is"
                + " settled. The first: " + first.key() + ": " + first.code() + " " + first.message());
    }
}
