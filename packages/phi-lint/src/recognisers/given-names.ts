/**
 * Given names that are common in the United States and hardly ever another word: no `Grace`, `Will`, `April` or `Jordan`. A
 * rare name is found by its title or its label alone.
 */
export const givenNames: ReadonlySet<string> = new Set(
  `aaron abigail adam adrian aisha alan alejandro alex alexander alexandra alice alicia allison amanda amber amy ana andre andrea
  andrew angela anita ann anna anne anthony antonio arthur ashley barbara benjamin bernard betty beverly brandon brenda brian
  bruce bryan caleb cameron camila carl carla carlos carmen carol caroline carolyn catherine charles charlotte cheryl chloe
  christina christine christopher cindy claire connor craig crystal cynthia daniel danielle david deborah debra denise dennis
  derek diana diane diego dmitri dolores donald donna dorothy douglas dylan edgar eduardo edward eileen elena eleanor elijah
  elizabeth ella ellen emily emma enrique eric erica erin ethan eugene eva evelyn fatima felipe fernando frances francisco
  frederick gabriel gabriela gary george gerald gloria gregory guadalupe hannah harold heather hector helen henry howard ian
  ingrid isaac isabel isabella ivan jacob jacqueline jaime james jamal jane janet janice jason javier jean jeffrey jennifer jeremy
  jerome jesse jessica jesus jill joan joanna joel john jonathan jorge jose joseph joshua joyce juan juanita judith julia
  julian julie justin karen karl katherine kathleen kathryn keith kelly kenneth kevin kimberly kyle lakisha larry latoya laura
  lauren lawrence leah leonard leslie liam linda lisa logan lori louis lucas lucia luis luke madison malik manuel marcus
  margaret maria marie marilyn mario martha martin mary matthew megan mei melissa michael michelle miguel mohammed monica
  nancy natalie nathan nicholas nicole noah nora olga oliver olivia oscar pamela patricia patrick paul paula pedro peter philip
  phillip phyllis priya rachel rafael ralph ramon raymond rebecca ricardo richard robert roberto rodrigo roger ronald rosa
  russell ruth ryan samantha samuel sandra sara sarah scott sean sergio shannon sharon shirley sofia sophia stephanie stephen
  steven susan svetlana tamika tanya teresa theodore theresa thomas tiffany timothy todd tyler valerie vanessa veronica victor
  victoria vincent virginia vladimir walter wanda wayne wendy william xavier yolanda yusuf zachary`.split(
    /\s+/,
  ),
);
