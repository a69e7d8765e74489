package io.gatehouse.audit.store;

class MemoryActivityTests extends ActivityContract {

    private final ActivityStore store = new MemoryActivityStore(KEEP, clock);

    @Override
    ActivityStore store() {
        return store;
    }
}
