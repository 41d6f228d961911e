// The headings of reports: each function that syzkaller leaves out is left out, those whose names only
// look alike are not, and the name is written as syzkaller writes it.

import KMSANReport
import TestSupport
import Testing

@Suite("Headings") struct HeadingTests {
  /// Helpers of all reports of Linux: at least one for every pattern.
  private static let helpers = words(
    """
    __sanitizer_cov_trace_pc __asan_load8 kasan_check_range hwasan_check __msan_warning
    kmsan_report kcsan_setup_watchpoint check_memory_region check_heap_object check_object
    read_word_at_a_time __read_once_word_nocheck __write_once_word_nocheck debug_object_activate
    timer_is_static_object work_is_static_object ref_tracker __fortify_report assertfail
    print_address_description print_report print_usage_bug print_unlock print_tainted
    nmi_panic_self_stop invalid_op report_bug fixup_bug imbalance_bug do_error exc_general_trap
    do_trap_no_signal show_stack dump_stack walk_stack dump_backtrace warn_slowpath warn_alloc
    warn_bogus __warn_printk program_check_exception program_check_common do_kernel_fault
    do_translation_fault do_mem_abort el1_abort el1h_64_sync get_taint stack_trace_consume_entry
    stack_trace_save arch_stack_walk
    __kmalloc_noprof kzalloc_noprof kcalloc_node krealloc kmem_cache_alloc_node allocate_slab
    __slab_free kfree kvfree kfree_skb ida_free
    __alloc_pages __alloc_frozen_pages_noprof folio_alloc folio_unlock filemap_alloc_folio
    __filemap_get_folio find_or_create_page do_read_cache_folio read_cache_page pagecache_get_page
    grab_cache_page_write_begin lock_page unlock_page xas_start xas_load xas_find
    find_lock_entries truncate_inode_pages_range mark_buffer_dirty
    lockdep_init_map_type bh_enable bh_disable lock_acquire lock_release lock_class mark_lock
    reacquire_held_locks mark_held_locks raw_spin_rq spin_lock spin_trylock spin_unlock read_lock
    read_trylock read_unlock write_lock write_trylock write_unlock down down_read down_write
    down_trylock up_read up_write mutex_lock __mutex_lock_slowpath rt_mutex_lock owner_on_cpu
    osq_lock osq_unlock might_fault might_sleep __might_resched trace_hardirq trace_softirq
    lockdep_hardirq lockdep_softirq perf_trace seqprop_assert cleanup_srcu_struct
    atomic_dec atomic_inc atomic_read atomic_set atomic_or atomic_xor atomic_and atomic_add
    atomic_sub atomic_fetch atomic_xchg atomic_cmpxchg atomic_try atomic64_dec atomic64_inc
    atomic64_read atomic64_set atomic64_or atomic64_xor atomic64_and atomic64_add atomic64_sub
    atomic64_fetch atomic64_xchg atomic64_cmpxchg atomic64_try set_bit clear_bit change_bit
    test_bit refcount_warn_saturate kref_put
    __memcpy memcmp memset memchr memmove memdup strcmp strcpy strlcpy strscpy strlen strstr
    strnstr strnlen strchr strdup strndup strncmp strncpy string_nocheck crc32_le_base crc_itu_t
    _copy_to_user simple_copy_to_iter copy_from_user copy_from_iter copy_page_to_iter
    copy_page_from_iter copy_folio_to_iter copyin copyout __put_user_nocheck_4 get_user
    extract_user_to_sg extract_iter_to_sg
    list_add list_del list_replace list_move list_splice rb_erase __rb_insert_augmented klist_next
    rhashtable_lookup
    pointer snprintf scnprintf kasprintf kvasprintf _printk va_format dev_info dev_notice dev_warn
    dev_err dev_alert dev_crit dev_emerg hex_dump_to_buffer print_hex_dump
    del_timer lock_timer_base __timer_delete_sync sk_stop_timer_sync __mod_timer flush_work
    __cancel_work_timer cancel_work_sync try_to_grab_pending drain_workqueue destroy_workqueue
    queue_work insert_work __queue_delayed_work queue_delayed_work_on __wake_up finish_wait
    kthread_stop complete wait_for_completion
    kobject_uevent_env add_uevent_var get_device_parent device_add device_del device_unregister
    device_destroy device_release device_for_each_child device_remove_file devres_release_all
    hwrng_unregister i2c_del_adapter __unregister_client rollback_registered unregister_netdev
    sysfs_remove tty_unregister_device put_device dummy_urb_enqueue usb_kill_urb
    usb_kill_anchored_urbs usb_control_msg usb_hcd_submit_urb usb_submit_urb
    ioread_readb readw readl readq writeb writew writel writeq logic_inw logic_outl __phys_addr
    __x86_indirect_thunk_rax
    iput iput_final ihold drop_nlink dput
    """)
  private static let usbHelpers = words(
    """
    __alloc_skb usb_submit_urb usb_start_wait_urb usb_bulk_msg usb_interrupt_msg usb_control_msg
    """)
  private static let otherHelpers = words(
    """
    __alloc_skb netlink_ack netlink_rcv_skb aesti_encrypt crypto_skcipher_walk cipher_crypt_one
    drbg_ctr_update rng_setkey
    """)
  /// Functions that a heading may name.
  private static let others = words(
    """
    down_the_hill iput_all kfree_rcu vfree crc_ccitt crc copyout_page do_copyin completes xmutex_lock
    krb_walk get_taints put_devices lockpage do_lock_page_now aes_encrypt_block acrypto_walk
    wb_ioctl filemap_read hif_usb_send reads readb_all writeq_low get_usb_taint xrefcount_inc read_once
    strcat atomic_swap dev_dbg usb_start_wait_urb usb_bulk_msg
    """)

  private static func words(_ text: String) -> [String] {
    text.split(whereSeparator: \.isWhitespace).map(String.init)
  }

  /// The heading of a log with a use that goes through these functions.
  private static func heading(
    _ functions: [String], kind: String = "uninit-value"
  ) throws -> String {
    let frames = functions.map { " \($0)+0x1a/0x420\n" }
    let log =
      "BUG: KMSAN: \(kind) in \(functions[0])+0x1a/0x420\n\(frames.joined())"
      + "\nUninit was created at:\n wb_open+0x2/0x30\n\nCPU: 0 PID: 7 Comm: exerciser\n"
      + String(repeating: "=", count: 53) + "\n"
    let reports = ReportParser.reports(in: log)
    return try #require(reports.first).heading
  }

  @Test("a helper is left out", arguments: helpers + otherHelpers)
  func helper(name: String) throws {
    #expect(try Self.heading([name, "wb_reply", "wb_ioctl"]) == "uninit-value in wb_reply")
    #expect(try Self.heading([name, name + ".cold", "wb_ioctl"]) == "uninit-value in wb_ioctl")
  }

  @Test("a helper of USB is left out of kernel-usb-infoleak", arguments: helpers + usbHelpers)
  func usbHelper(name: String) throws {
    #expect(
      try Self.heading([name, "wb_send"], kind: "kernel-usb-infoleak")
        == "kernel-usb-infoleak in wb_send")
  }

  @Test("a function that is not a helper is named", arguments: others)
  func noHelper(name: String) throws {
    #expect(try Self.heading(["_copy_to_iter", name, "wb_ioctl"]) == "uninit-value in \(name)")
  }

  @Test("each kind has its own table")
  func kinds() throws {
    #expect(
      try Self.heading(["aesti_encrypt", "wb_send"], kind: "kernel-usb-infoleak")
        == "kernel-usb-infoleak in aesti_encrypt")
    #expect(
      try Self.heading(["usb_bulk_msg", "wb_send"], kind: "kernel-usb-infoleak-after-free")
        == "kernel-usb-infoleak-after-free in usb_bulk_msg")
  }

  @Test("a use of helpers alone is named by its first frame")
  func helpersAlone() throws {
    #expect(try Self.heading(["memcpy", "strlen"]) == "uninit-value in memcpy")
  }

  @Test(
    "names are written without suffixes, wrappers and what differs from build to build",
    arguments: [
      ("wb_reply.isra.0.cold", "wb_reply"), ("wb_reply.constprop.0", "wb_reply"),
      ("wb_reply.__uniq.1234.llvm.99", "wb_reply"), ("wb_reply.17", "wb_reply"),
      ("Queue.count.getter", "Queue.count.getter"), (".Lloop", ".Lloop"),
      ("__x64_sys_read", "sys_read"), ("__ia32_compat_sys_read", "compat_sys_read"),
      ("__arm64_sys_read", "sys_read"), ("__se_sys_read", "read"), ("__do_sys_read", "read"),
      ("__se_compat_sys_read", "compat_sys_read"), ("ksys_read", "read"), ("sys_read", "read"),
      ("__sys_sendto", "sendto"), ("___sys_sendmsg", "sendmsg"), ("____sys_sendmsg", "sendmsg"),
      ("SyS_read", "read"), ("SYSC_read", "read"), ("compat_SyS_ioctl", "ioctl"),
      ("compat_SYSC_ioctl", "ioctl"), ("sys_", "sys_"), ("wb_deadbeef_x", "wb_ADDR_x"),
      ("wb12345678", "wbNUM"), ("cfg80211_scan", "cfg80211_scan"),
      ("0xffffffff81234567", "0xffffffff81234567"),
    ])
  func names(function: String, heading: String) {
    #expect(HeadingRule.name(function) == heading)
  }

  @Test("every pattern of the tables has a function here that it leaves out")
  func coverage() {
    let tables =
      HelperTable.linux.map { ($0, Self.helpers) } + [
        (HelperTable.usb, Self.usbHelpers), (HelperTable.others, Self.otherHelpers),
        (HelperTable.netBSD, ["kmsan_report_inline", "__msan_warning"]),
      ]
    for (subject, names) in tables {
      for pattern in subject.patterns.flatMap(NamePatterns.expanded) {
        let patterns = NamePatterns([pattern])
        #expect(names.contains(where: { patterns.matches($0) }), "\(subject.name): \(pattern)")
      }
    }
  }

  @Test("patterns describe whole names")
  func patterns() {
    let patterns = NamePatterns(["one", "two_*", "*_three", "*four*", "f#*e*x", "a{b,,cd}e"])
    for name in [
      "one", "two_", "two_x", "_three", "x_three", "four", "xfourx", "f1ex", "f2aebx",
      "abe", "ae", "acde",
    ] {
      #expect(patterns.matches(name), "\(name)")
    }
    for name in ["", "ones", "none", "two", "xtwo_", "_threes", "fou", "fex", "f1x", "f1e", "ade"] {
      #expect(!patterns.matches(name), "\(name)")
    }
  }

  @Test("the tables stand in the documentation")
  func document() throws {
    let path = "Docs/Reports.md"
    let page = try Repository.text(path)
    let begin = try #require(page.range(of: "<!-- helpers: begin"))
    let beginEnd = try #require(page[begin.upperBound...].firstIndex(of: "\n"))
    let end = try #require(page.range(of: "<!-- helpers: end"))
    let subjects = HelperTable.linux + [HelperTable.usb, HelperTable.others, HelperTable.netBSD]
    let rows = subjects.map { subject in
      "| \(subject.name) | \(subject.patterns.map { "`\($0)`" }.joined(separator: " ")) |\n"
    }
    let table = "| functions | names |\n|---|---|\n" + rows.joined()
    let expected = page[...beginEnd] + "\n" + table + "\n" + page[end.lowerBound...]
    try expectGolden(String(expected), at: path)
  }
}
