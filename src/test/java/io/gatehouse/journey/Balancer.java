package io.gatehouse.journey;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntPredicate;

/**
 * Passes each connection on to a replica that is ready, in turns. It knows no HTTP and repeats nothing: only where a
 * connection is refused, it goes to the next replica.
 */
final class Balancer implements AutoCloseable {

    private final ServerSocket server;
    private final List<Integer> replicas;
    private final IntPredicate isReady;
    private final AtomicInteger turn = new AtomicInteger();
    private final ExecutorService threads = Executors.newCachedThreadPool(task -> {
        Thread thread = new Thread(task, "balancer");
        thread.setDaemon(true);
        return thread;
    });

    private Balancer(int port, List<Integer> replicas, IntPredicate isReady) throws IOException {
        this.server = new ServerSocket(port, 200, InetAddress.getLoopbackAddress());
        this.replicas = replicas;
        this.isReady = isReady;
        threads.execute(this::accept);
    }

    /** @param isReady asked of a replica's port, as it is known now */
    static Balancer start(int port, List<Integer> replicas, IntPredicate isReady) {
        try {
            return new Balancer(port, replicas, isReady);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    @Override
    public void close() {
        try {
            server.close();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        } finally {
            threads.shutdownNow();
        }
    }

    private void accept() {
        try {
            while (true) {
                Socket client = server.accept();
                threads.execute(() -> connect(client));
            }
        } catch (IOException closed) {
            // The test is over.
        }
    }

    private void connect(Socket client) {
        try (client;
                Socket replica = replica()) {
            client.setTcpNoDelay(true);
            replica.setTcpNoDelay(true);
            threads.execute(() -> pass(client, replica));
            pass(replica, client);
        } catch (IOException gone) {
            // The client sees that for itself.
        }
    }

    private Socket replica() throws IOException {
        int first = turn.getAndIncrement();
        for (int i = 0; i < replicas.size(); i++) {
            int port = replicas.get(Math.floorMod(first + i, replicas.size()));
            try {
                if (isReady.test(port)) {
                    return new Socket(InetAddress.getLoopbackAddress(), port);
                }
            } catch (ConnectException refused) {
                // The next one then.
            }
        }
        throw new IOException("no replica is ready");
    }

    private static void pass(Socket from, Socket to) {
        try {
            InputStream in = from.getInputStream();
            in.transferTo(to.getOutputStream());
            to.shutdownOutput();
        } catch (IOException gone) {
            // So is the other side, then.
        }
    }
}
