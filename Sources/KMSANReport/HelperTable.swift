// The functions that a heading leaves out. Source: syzkaller, pkg/report/linux.go, the skipPatterns
// of linuxStackParams and the lists of the two formats for KMSAN; netbsd.go. Its patterns are regular
// expressions that hold anywhere in a name; here, `*` says where other text may stand.

/// The functions that headings leave out, by subject.
public enum HelperTable {
  /// Functions of one subject.
  public struct Subject: Sendable {
    /// What the functions do.
    public let name: String
    /// Patterns for their names; see ``NamePatterns``.
    public let patterns: [String]
  }

  /// What all reports of Linux leave out.
  public static let linux = [
    sanitizers, failures, allocators, pages, locks, counters, strings, copies, lists, printing,
    timersAndWork, devices, hardware, files,
  ]

  /// What reports of kernel-usb-infoleak leave out besides.
  public static let usb = Subject(
    name: "USB: all drivers send through these",
    patterns: [
      "*alloc_skb*", "*usb_{submit,start_wait}_urb*", "*usb_{bulk,interrupt,control}_msg*",
    ])

  /// What the other reports of Linux leave out besides: ciphers meet the uninitialized bytes of all
  /// their callers, and so does the acknowledgement of netlink messages.
  public static let others = Subject(
    name: "Ciphers and netlink: they meet the bytes of all their callers",
    patterns: [
      "*alloc_skb*", "*netlink_{ack,rcv_skb}*", "*_encrypt", "{crypto,cipher,drbg,rng}_*",
    ])

  /// What reports of NetBSD leave out.
  public static let netBSD = Subject(
    name: "NetBSD's sanitizer", patterns: ["kmsan*", "__msan*"])

  private static let sanitizers = Subject(
    name: "Sanitizers and other debugging tools",
    patterns: [
      "*__sanitizer*", "*__asan*", "*kasan*", "*hwasan*", "*__msan*", "*kmsan*",
      "*kcsan_setup_watchpoint*", "*check_{memory_region,heap_object,object}*",
      "*read_word_at_a_time*", "*{read,write}_once_*nocheck*", "*debug_object*",
      "*{timer,work}_is_static_object*", "*ref_tracker*", "*__fortify_report*", "*assertfail*",
    ])

  private static let failures = Subject(
    name: "The way from a fault or a warning to the console",
    patterns: [
      "*print_{address_description,report,usage_bug,unlock,tainted}*", "*panic*", "*invalid_op*",
      "*{report,fixup,imbalance}_bug*", "*do_error*", "*_trap", "*do_trap*",
      "*{show,dump,walk}_stack*", "*dump_backtrace*", "*warn_{slowpath,alloc,bogus}*", "*__warn*",
      "*program_check_{exception,common}*", "*do_{kernel,translation}_fault*", "*do_mem_abort*",
      "*el1_abort*", "*el1h_64_sync*", "get_taint", "*stack_trace_{consume_entry,save}*",
      "*arch_stack_walk*",
    ])

  private static let allocators = Subject(
    name: "Allocators",
    patterns: [
      "*{m,z,c}alloc*", "*krealloc*", "*kmem_cache*", "*allocate_slab*", "*slab_*", "k{,v}free",
      "*kfree_skb*", "*ida_free*",
    ])

  private static let pages = Subject(
    name: "Pages and the page cache",
    patterns: [
      "*alloc_page*", "*__alloc_frozen_pages_noprof*", "*folio_{alloc,unlock}*",
      "*filemap_alloc_folio*", "*__filemap_get_folio*", "*find_or_create_page*",
      "*do_read_cache_folio*", "*read_cache_page*", "*pagecache_get_page*",
      "*grab_cache_page_write_begin*", "{,un}lock_page*", "*xas_{start,load,find}*",
      "*find_lock_entries*", "*truncate_inode_pages_range*", "*mark_buffer_dirty*",
    ])

  private static let locks = Subject(
    name: "Locks",
    patterns: [
      "*lockdep*", "*bh_{enable,disable}*", "*lock_{acquire,release,class}*", "*mark_lock*",
      "*{reacquire,mark}_held_locks*", "*raw_spin_rq*", "*spin_{lock,trylock,unlock}*",
      "*{read,write}_{lock,trylock,unlock}*", "down", "*down_{read,write,trylock}*",
      "*up_{read,write}*", "{,__,rt_}mutex_*", "*owner_on_cpu*", "*osq_{lock,unlock}*",
      "*might_{fault,sleep}*", "*__might_resched*", "*{trace,lockdep}_{hard,soft}irq*",
      "*perf_trace*", "*seqprop_assert*", "*cleanup_srcu_struct*",
    ])

  private static let counters = Subject(
    name: "Atomic operations, bits and references",
    patterns: [
      "*atomic{,64}_{dec,inc,read,set,or,xor,and,add,sub,fetch,xchg,cmpxchg,try}*",
      "*{set,clear,change,test}_bit*", "refcount_*", "kref_*",
    ])

  private static let strings = Subject(
    name: "Memory and strings",
    patterns: [
      "*mem{cpy,cmp,set,chr,move,dup}*", "*str{cmp,cpy,lcpy,scpy,len,str,nstr,nlen,chr,dup,ndup}*",
      "*strn{cmp,cpy}*", "*string*", "crc#*", "*crc_itu_t*",
    ])

  private static let copies = Subject(
    name: "Copies to and from user space, also through iterators",
    patterns: [
      "*copy_{to,from}_{user,iter}*", "*copy_page_{to,from}_iter*", "*copy_folio_to_iter*",
      "copyin", "copyout", "*{put,get}_user*", "*extract_{user,iter}_to_sg*",
    ])

  private static let lists = Subject(
    name: "Lists, trees and tables",
    patterns: [
      "*list_{add,del,replace,move,splice}*", "{,__}rb_*", "klist_*", "*rhashtable_lookup*",
    ])

  private static let printing = Subject(
    name: "Printing",
    patterns: [
      "*pointer*", "*{sn,scn,kas,kvas}printf*", "*printk*", "*va_format*",
      "*dev_{info,notice,warn,err,alert,crit,emerg}*", "*hex_dump_to_buffer*", "*print_hex_dump*",
    ])

  private static let timersAndWork = Subject(
    name: "Timers, work queues, waiting",
    patterns: [
      "*del_timer*", "*lock_timer_base*", "*__timer_delete_sync*", "*sk_stop_timer_sync*",
      "*__mod_timer*", "*flush_work*", "*__cancel_work_timer*", "*cancel_work_sync*",
      "*try_to_grab_pending*", "*{drain,destroy}_workqueue*", "*{queue,insert}_work*",
      "*__queue_delayed_work*", "*queue_delayed_work_on*", "*__wake_up*", "*finish_wait*",
      "*kthread_stop*", "complete",
      "*wait_for_completion*",
    ])

  private static let devices = Subject(
    name: "The device model, and buses",
    patterns: [
      "*kobject_*", "*add_uevent_var*", "*get_device_parent*",
      "*device_{add,del,unregister,destroy,release,for_each_child,remove_file}*",
      "*devres_release_all*", "*hwrng_unregister*", "*i2c_del_adapter*", "*__unregister_client*",
      "*rollback_registered*", "*unregister_netdev*", "*sysfs_remove*", "*tty_unregister_device*",
      "put_device", "*dummy_urb_enqueue*", "*usb_kill_{urb,anchored_urbs}*", "*usb_control_msg*",
      "*usb_{hcd_,}submit_urb*",
    ])

  private static let hardware = Subject(
    name: "Ports, registers, physical addresses",
    patterns: [
      "*{read,write}{b,w,l,q}", "*logic_{in,out}*", "*__phys_addr*", "*_indirect_thunk_*",
    ])

  private static let files = Subject(
    name: "Inodes and names",
    patterns: ["iput", "iput_final", "ihold", "*drop_nlink*", "*dput*"])
}
