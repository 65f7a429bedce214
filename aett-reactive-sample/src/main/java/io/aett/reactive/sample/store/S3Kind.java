package io.aett.reactive.sample.store;

import io.aett.reactive.TopicMap;
import io.aett.reactive.cli.kit.BadInputException;
import io.aett.reactive.s3.S3EventStore;
import io.aett.reactive.s3.S3Options;
import reactor.core.publisher.Mono;
import software.amazon.awssdk.services.s3.S3AsyncClient;

/** A bucket of S3, or of a compatible server. */
final class S3Kind implements StoreKind {

    @Override
    public String name() {
        return "s3";
    }

    @Override
    public boolean keepsData() {
        return true;
    }

    @Override
    public Mono<OpenStore> open(StoreLocation location, TopicMap topics) {
        return Mono.defer(() -> {
            S3Options options = S3Options.builder()
                    .topicMap(topics)
                    .bucket(bucket(location))
                    .build();
            S3AsyncClient client =
                    location.requireAws(name(), "http://localhost:9000").s3();
            Mono<Void> release = Opened.blocking(client::close);
            return Opened.initialized(S3EventStore.create(client, options), release);
        });
    }

    private static String bucket(StoreLocation location) {
        return location.bucket()
                .orElseThrow(
                        () -> new BadInputException("the s3 store needs --bucket, the name of a bucket that exists"));
    }
}
