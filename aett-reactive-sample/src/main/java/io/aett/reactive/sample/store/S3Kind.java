package io.aett.reactive.sample.store;

import io.aett.reactive.TopicMap;
import io.aett.reactive.s3.S3EventStore;
import io.aett.reactive.s3.S3Options;
import io.aett.reactive.sample.BadInputException;
import reactor.core.publisher.Mono;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.services.s3.S3AsyncClient;
import software.amazon.awssdk.services.s3.S3AsyncClientBuilder;

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
            String url = location.requireUrl(name(), "aws, or http://localhost:9000");
            S3Options options = S3Options.builder()
                    .topicMap(topics)
                    .bucket(bucket(location))
                    .build();
            S3AsyncClient client = client(url);
            Mono<Void> release = Opened.blocking(client::close);
            return Opened.initialized(S3EventStore.create(client, options), release);
        });
    }

    private static String bucket(StoreLocation location) {
        return location.bucket()
                .orElseThrow(
                        () -> new BadInputException("the s3 store needs --bucket, the name of a bucket that exists"));
    }

    /** Compatible servers have buckets in the path, and many do not know the newer checksums. */
    private static S3AsyncClient client(String url) {
        S3AsyncClientBuilder builder = Aws.at(url, S3AsyncClient.builder());
        if (Aws.isCompatible(url)) {
            builder.forcePathStyle(true)
                    .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
                    .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED);
        }
        return builder.build();
    }
}
