package io.gatehouse.member.store;

class MemoryMemberStoreTests extends MemberStoreContract {

    private final MemberStore store = new MemoryMemberStore();

    @Override
    MemberStore store() {
        return store;
    }
}
